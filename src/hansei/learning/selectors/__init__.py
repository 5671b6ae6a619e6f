"""The figures over all incidents that an actor may read.

figures          summaries by service, team, severity, cause, month or quarter; distributions
availability     of services in a window, with their error budgets
calendar         incidents a day
observed         until when anybody watched
kept             what pages made of all that, until anything changes
"""
