from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.encoding_out import EncodingOut
    from ..models.explained_recipient_out import ExplainedRecipientOut
    from ..models.queue_out import QueueOut
    from ..models.refusal_out import RefusalOut
    from ..models.route_out import RouteOut


T = TypeVar("T", bound="ExplainSmsOut")


@_attrs_define
class ExplainSmsOut:
    """Answer to a dry run.

    Attributes:
        accepted (bool): Whether the request would be accepted. It may still wait: see `route` and `eta`.
        dry_run (bool): Always `true`.
        encoding (EncodingOut): Encoding of a text on the air.
        eta (int | None): Earliest time at which the message could leave, in seconds since 1970, if its schedule or
            pacing holds it.
        queue (QueueOut): Messages that wait in the account's queues. For a message with `send_at`, recipients of such
            messages instead.
        recipients (list[ExplainedRecipientOut]): Recipients in E.164.
        refusal (None | RefusalOut): Failure that the request would have; `null` if it would be accepted.
        replayed_message_id (None | str): Message that an earlier request with the same `Idempotency-Key` sent, and that
            would be the answer again; `null` if there is none.
        route (None | str): Gateway that would be given the message now: a phone's device id, or the id of a provider's
            number. `null` if the message would wait.
        routes (list[RouteOut]): Gateways of the account with the reasons why they would not be given the message now:
            the chosen one first, then the others in the order of preference; at most 100, and those that await approval.
        segments (int): SMS segments of all recipients together.
        unlisted_routes (int): Number of gateways that are not listed.
    """

    accepted: bool
    dry_run: bool
    encoding: EncodingOut
    eta: int | None
    queue: QueueOut
    recipients: list[ExplainedRecipientOut]
    refusal: None | RefusalOut
    replayed_message_id: None | str
    route: None | str
    routes: list[RouteOut]
    segments: int
    unlisted_routes: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.refusal_out import RefusalOut  # noqa: PLC0415

        accepted = self.accepted

        dry_run = self.dry_run

        encoding = self.encoding.to_dict()

        eta: int | None
        eta = self.eta

        queue = self.queue.to_dict()

        recipients = []
        for recipients_item_data in self.recipients:
            recipients_item = recipients_item_data.to_dict()
            recipients.append(recipients_item)

        refusal: dict[str, Any] | None
        if isinstance(self.refusal, RefusalOut):
            refusal = self.refusal.to_dict()
        else:
            refusal = self.refusal

        replayed_message_id: None | str
        replayed_message_id = self.replayed_message_id

        route: None | str
        route = self.route

        routes = []
        for routes_item_data in self.routes:
            routes_item = routes_item_data.to_dict()
            routes.append(routes_item)

        segments = self.segments

        unlisted_routes = self.unlisted_routes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accepted": accepted,
                "dry_run": dry_run,
                "encoding": encoding,
                "eta": eta,
                "queue": queue,
                "recipients": recipients,
                "refusal": refusal,
                "replayed_message_id": replayed_message_id,
                "route": route,
                "routes": routes,
                "segments": segments,
                "unlisted_routes": unlisted_routes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.encoding_out import EncodingOut  # noqa: PLC0415
        from ..models.explained_recipient_out import ExplainedRecipientOut  # noqa: PLC0415
        from ..models.queue_out import QueueOut  # noqa: PLC0415
        from ..models.refusal_out import RefusalOut  # noqa: PLC0415
        from ..models.route_out import RouteOut  # noqa: PLC0415

        d = dict(src_dict)
        accepted = d.pop("accepted")

        dry_run = d.pop("dry_run")

        encoding = EncodingOut.from_dict(d.pop("encoding"))

        def _parse_eta(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        eta = _parse_eta(d.pop("eta"))

        queue = QueueOut.from_dict(d.pop("queue"))

        recipients = []
        _recipients = d.pop("recipients")
        for recipients_item_data in _recipients:
            recipients_item = ExplainedRecipientOut.from_dict(recipients_item_data)

            recipients.append(recipients_item)

        def _parse_refusal(data: object) -> None | RefusalOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                refusal_type_0 = RefusalOut.from_dict(data)

                return refusal_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RefusalOut, data)

        refusal = _parse_refusal(d.pop("refusal"))

        def _parse_replayed_message_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        replayed_message_id = _parse_replayed_message_id(d.pop("replayed_message_id"))

        def _parse_route(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        route = _parse_route(d.pop("route"))

        routes = []
        _routes = d.pop("routes")
        for routes_item_data in _routes:
            routes_item = RouteOut.from_dict(routes_item_data)

            routes.append(routes_item)

        segments = d.pop("segments")

        unlisted_routes = d.pop("unlisted_routes")

        explain_sms_out = cls(
            accepted=accepted,
            dry_run=dry_run,
            encoding=encoding,
            eta=eta,
            queue=queue,
            recipients=recipients,
            refusal=refusal,
            replayed_message_id=replayed_message_id,
            route=route,
            routes=routes,
            segments=segments,
            unlisted_routes=unlisted_routes,
        )

        explain_sms_out.additional_properties = d
        return explain_sms_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
