"""What tables call their columns: header wordings by role, the likeliest first."""

from __future__ import annotations

import re
from datetime import tzinfo
from enum import StrEnum
from functools import lru_cache

from hansei.domain.times import zone_named


class Role(StrEnum):
    """What a column holds. The values are the names that a user's mapping gives."""

    TIME = "time"
    DATE = "date"
    UNTIL = "until"
    UNTIL_DATE = "until_date"
    ZONE = "zone"
    TEXT = "text"
    DETAILS = "details"
    ACTOR = "actor"
    STATUS = "status"
    SEVERITY = "severity"
    SERVICE = "service"
    ENVIRONMENT = "environment"
    CHANNEL = "channel"
    ID = "id"
    URL = "url"


_WORDINGS: dict[Role, str] = {
    Role.TIME: """time, timestamp, time stamp, datetime, date time, date and time, time of event,
        event time, when, occurred at, occurred, occurred on, happened at, event date, logged at,
        log time, received at, fired at, triggered at, start time, start, started at, started,
        start datetime, begin, began, begin time, opened at, opened, detected at, created at,
        created, created on, creation time, created time, reported at, sent at, ts, at, epoch,
        epoch time, unix time, unixtime, time utc, published at, updated at, last updated, uhrzeit,
        zeit, zeitpunkt, zeitstempel, datum uhrzeit, datum und uhrzeit, datum zeit, beginn, heure,
        horodatage, date heure, date et heure, début, debut, hora, fecha hora, fecha y hora,
        marca de tiempo, inicio, data hora, data e hora, início, ora, data ora, data e ora, inizio,
        tijd, tijdstip, datum tijd, tid, tidpunkt, czas, дата и время, время, 日時, 時刻, 時間,
        发生时间, 时间, 시간""",
    Role.DATE: """date, day, start date, event day, calendar date, datum, jour, fecha, dia, día,
        data, giorno, dag, data wydarzenia, дата, 日付, 日期, 날짜""",
    Role.UNTIL: """end, end time, ended at, ended, until, end datetime, to, finish, finished,
        finished at, finish time, stop, stopped at, stop time, resolved at, resolved, restored at,
        recovered at, closed at, closed, completed at, ende, fin, heure de fin, hora fin, fim,
        fine, einde, slut, koniec, конец, 終了, 结束时间, 종료""",
    Role.UNTIL_DATE: "end date, enddatum, date de fin, fecha fin, resolved date, closed date",
    Role.ZONE: "timezone, time zone, tz, zone, utc offset, zeitzone, fuseau horaire, zona horaria",
    Role.TEXT: """message, msg, text, summary, title, event, description, what, what happened,
        event description, event message, event text, alert, alert name, activity, entry, subject,
        headline, content, body, note, notes, comment, comments, action, action taken, actions,
        incident, log, raw, name, details, nachricht, ereignis, meldung, beschreibung, text meldung,
        événement, evenement, évènement, libellé, mensaje, evento, descripción, descripcion,
        mensagem, descrição, descricao, messaggio, descrizione, gebeurtenis, bericht, omschrijving,
        händelse, beskrivning, zdarzenie, opis, событие, сообщение, описание, イベント, 内容, 説明,
        消息, 事件, 描述, 메시지, 내용""",
    Role.DETAILS: """description, details, detail, body, message, notes, note, comment, comments,
        remarks, remark, what happened, additional info, reason, cause, bemerkung, anmerkung,
        beschreibung, détails, commentaire, detalles, comentario, detalhes, dettagli, toelichting,
        備考""",
    Role.ACTOR: """actor, who, user, author, by, user name, username, performed by, changed by,
        created by, done by, person, reporter, reported by, posted by, responder, engineer,
        operator, sender, from, owner, deployer, deployed by, acknowledged by, name of person,
        team member, agent name, source, team, assignee, wer, benutzer, autor, bearbeiter, von,
        utilisateur, auteur, usuario, usuário, utente, autore, gebruiker, användare, użytkownik,
        автор, пользователь, 担当者, 担当, 操作人, 사용자""",
    Role.STATUS: """status, state, type, event type, alert status, alert state, kind, category,
        transition, new state, new status, monitor state, event, action, action type, signal,
        zustand, typ, statut, état, etat, estado, tipo, stato, статус, 状態, 状态, 상태""",
    Role.SEVERITY: """severity, priority, sev, prio, urgency, criticality, alert severity, impact
        level, level, schweregrad, priorität, sévérité, gravité, priorité, severidad, prioridad,
        gravidade, prioridade, gravità, priorità, ernst, важность, 重要度, 重大度, 严重性""",
    Role.SERVICE: """service, service name, affected service, component, system, application, app,
        product, monitor, monitor name, check, project, module, subsystem, affected system, host,
        host name, hostname, server, instance, node, resource, device, dienst, komponente,
        composant, servicio, serviço, servizio, сервис, サービス, 服务, 서비스""",
    Role.ENVIRONMENT: "environment, env, stage, deployment environment, umgebung, entorno",
    Role.CHANNEL: "channel, channel name, room, kanal, canal",
    Role.ID: """id, key, uuid, guid, event id, alert id, incident id, record id, entry id,
        message id, identifier, unique id, ticket, ticket id, number, incident number, ref,
        reference, nr, no, incident key, alias""",
    Role.URL: "url, link, permalink, href, web url, html url",
}

WORDINGS: dict[Role, dict[str, int]] = {
    role: {" ".join(name.split()): rank for rank, name in enumerate(text.split(","))}
    for role, text in _WORDINGS.items()
}
_HINT = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[\W_]+")
_ZONES = re.compile(
    r"[A-Z]{2,5}|(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|[A-Za-z]+/[\w/]+"
)
_TRAILING_ZONE = re.compile(r" (utc|gmt|cet|cest|est|edt|cst|cdt|mst|mdt|pst|pdt|bst|jst|ist)$")


@lru_cache(maxsize=1024)
def plain_header(header: str) -> str:
    """A header in lower-case words: "Event_Time (UTC)", "eventTime" and "event time" are one."""
    text = _CAMEL.sub(" ", _HINT.sub(" ", header[:80]))
    text = _OTHER.sub(" ", text).strip().lower()
    return _TRAILING_ZONE.sub("", text)


def zone_in_header(header: str) -> tzinfo | None:
    """The zone that a header names ("Time (CET)", "time_utc"), None where it names none."""
    hint = _HINT.search(header[:80])
    names = [hint[1].strip()] if hint else []
    tail = _TRAILING_ZONE.search(_OTHER.sub(" ", header[:80]).strip().lower())
    if tail:
        names.append(tail[1].upper())
    for name in names:
        if _ZONES.fullmatch(name):
            try:
                return zone_named(name)
            except ValueError:
                continue
    return None


def rank(role: Role, header: str) -> float | None:
    """How well a plain header names a role, 0 the best; None where it does not.

    A qualified header ("alert start time") counts by its last words, after the exact ones.
    """
    known = WORDINGS[role]
    if header in known:
        return known[header]
    words = header.split(" ")
    for skipped in range(1, min(len(words), 4)):
        tail = " ".join(words[skipped:])
        if tail in known:
            return known[tail] + 1000.0 * skipped
    return None
