"""Contains all the data models used in inputs/outputs"""

from .accepted_recipient_out import AcceptedRecipientOut
from .account_answer_out import AccountAnswerOut
from .account_deletions_out import AccountDeletionsOut
from .account_out import AccountOut
from .accounts_out import AccountsOut
from .actor_out import ActorOut
from .algorithm_out import AlgorithmOut
from .audit_entry_out import AuditEntryOut
from .audit_entry_out_objects import AuditEntryOutObjects
from .audit_out import AuditOut
from .bandwidth_credentials import BandwidthCredentials
from .block_numbers_in import BlockNumbersIn
from .block_reason_out import BlockReasonOut
from .callback_endpoint_out import CallbackEndpointOut
from .cancel_sms_out import CancelSmsOut
from .cancel_sms_out_state import CancelSmsOutState
from .change_person_in import ChangePersonIn
from .change_person_in_role_type_1 import ChangePersonInRoleType1
from .change_person_in_role_type_2_type_1 import ChangePersonInRoleType2Type1
from .change_person_in_role_type_3_type_1 import ChangePersonInRoleType3Type1
from .changed_number_block_out import ChangedNumberBlockOut
from .changed_person_out import ChangedPersonOut
from .code_count_out import CodeCountOut
from .code_counts_out import CodeCountsOut
from .code_refused_out import CodeRefusedOut
from .code_verified_out import CodeVerifiedOut
from .codes_policy_out import CodesPolicyOut
from .conversation_messages_out import ConversationMessagesOut
from .conversation_out import ConversationOut
from .conversation_out_last_direction import ConversationOutLastDirection
from .conversations_out import ConversationsOut
from .conversion_out import ConversionOut
from .conversions_in import ConversionsIn
from .conversions_out import ConversionsOut
from .create_account_in import CreateAccountIn
from .create_endpoint_out import CreateEndpointOut
from .create_key_in import CreateKeyIn
from .create_key_in_kind_type_1 import CreateKeyInKindType1
from .create_key_in_kind_type_2_type_1 import CreateKeyInKindType2Type1
from .create_key_in_kind_type_3_type_1 import CreateKeyInKindType3Type1
from .create_key_out import CreateKeyOut
from .create_number_in import CreateNumberIn
from .create_opt_out_in import CreateOptOutIn
from .create_pairing_in import CreatePairingIn
from .create_pairing_in_kind_type_1 import CreatePairingInKindType1
from .create_pairing_in_kind_type_2_type_1 import CreatePairingInKindType2Type1
from .create_pairing_in_kind_type_3_type_1 import CreatePairingInKindType3Type1
from .create_person_in import CreatePersonIn
from .create_person_in_role import CreatePersonInRole
from .create_relay_user_in import CreateRelayUserIn
from .create_relay_user_out import CreateRelayUserOut
from .create_sign_in_link_in import CreateSignInLinkIn
from .create_sign_in_link_in_role_type_1 import CreateSignInLinkInRoleType1
from .create_sign_in_link_in_role_type_2_type_1 import CreateSignInLinkInRoleType2Type1
from .create_sign_in_link_in_role_type_3_type_1 import CreateSignInLinkInRoleType3Type1
from .create_webhook_in import CreateWebhookIn
from .create_webhook_in_format_type_1 import CreateWebhookInFormatType1
from .create_webhook_in_format_type_2_type_1 import CreateWebhookInFormatType2Type1
from .create_webhook_in_format_type_3_type_1 import CreateWebhookInFormatType3Type1
from .create_webhook_in_headers_type_0 import CreateWebhookInHeadersType0
from .created_pairing_out import CreatedPairingOut
from .credential_out import CredentialOut
from .credentials_source import CredentialsSource
from .day_usage_out import DayUsageOut
from .delete_account_in import DeleteAccountIn
from .delete_opt_out_in import DeleteOptOutIn
from .deletion_state_out_type_0 import DeletionStateOutType0
from .deletion_summary_out import DeletionSummaryOut
from .encoding_out import EncodingOut
from .encoding_out_name import EncodingOutName
from .error_out import ErrorOut
from .explain_sms_out import ExplainSmsOut
from .explained_error_out import ExplainedErrorOut
from .explained_recipient_out import ExplainedRecipientOut
from .export_messages_in import ExportMessagesIn
from .flowroute_credentials import FlowrouteCredentials
from .follow_events_in import FollowEventsIn
from .gateway_api_sms_event_type_0 import GatewayApiSmsEventType0
from .gateway_api_sms_event_type_0_event import GatewayApiSmsEventType0Event
from .gateway_api_sms_event_type_1 import GatewayApiSmsEventType1
from .gateway_api_sms_event_type_1_event import GatewayApiSmsEventType1Event
from .gateway_api_sms_event_type_1_status import GatewayApiSmsEventType1Status
from .gateway_api_sms_event_type_2 import GatewayApiSmsEventType2
from .gateway_api_sms_event_type_2_event import GatewayApiSmsEventType2Event
from .gateway_api_sms_event_type_2_status import GatewayApiSmsEventType2Status
from .gateway_api_sms_event_type_3 import GatewayApiSmsEventType3
from .gateway_api_sms_event_type_3_event import GatewayApiSmsEventType3Event
from .gateway_api_sms_event_type_3_status import GatewayApiSmsEventType3Status
from .gateway_api_test_event import GatewayApiTestEvent
from .gateway_api_test_event_event import GatewayApiTestEventEvent
from .gateway_changed_out import GatewayChangedOut
from .gateway_counts_out import GatewayCountsOut
from .gateway_now_out import GatewayNowOut
from .gateway_now_out_channel_type_1 import GatewayNowOutChannelType1
from .gateway_now_out_channel_type_2_type_1 import GatewayNowOutChannelType2Type1
from .gateway_now_out_channel_type_3_type_1 import GatewayNowOutChannelType3Type1
from .gateway_out import GatewayOut
from .gateway_out_kind import GatewayOutKind
from .gateway_out_metadata import GatewayOutMetadata
from .gateway_out_reached_by import GatewayOutReachedBy
from .gateway_out_status import GatewayOutStatus
from .gateway_queue_out import GatewayQueueOut
from .gateway_switches_out import GatewaySwitchesOut
from .gateway_switches_out_kind import GatewaySwitchesOutKind
from .gateways_out import GatewaysOut
from .grant_out import GrantOut
from .grants_out import GrantsOut
from .heartbeat_in import HeartbeatIn
from .heartbeat_in_status_type_1 import HeartbeatInStatusType1
from .heartbeat_in_status_type_2_type_1 import HeartbeatInStatusType2Type1
from .heartbeat_in_status_type_3_type_1 import HeartbeatInStatusType3Type1
from .heartbeat_out import HeartbeatOut
from .history_direction import HistoryDirection
from .history_page_out import HistoryPageOut
from .history_status import HistoryStatus
from .import_opt_outs_in import ImportOptOutsIn
from .import_opt_outs_out import ImportOptOutsOut
from .inbound_message_out import InboundMessageOut
from .invalid_opt_out_line_out import InvalidOptOutLineOut
from .invitation_out import InvitationOut
from .invitations_out import InvitationsOut
from .invite_in import InviteIn
from .invite_out import InviteOut
from .key_answer_out import KeyAnswerOut
from .key_out import KeyOut
from .key_permissions import KeyPermissions
from .keys_out import KeysOut
from .label_out import LabelOut
from .labelled_messages_out import LabelledMessagesOut
from .labels_out import LabelsOut
from .list_accounts_in import ListAccountsIn
from .list_audit_in import ListAuditIn
from .list_conversations_in import ListConversationsIn
from .list_keys_in import ListKeysIn
from .list_labels_in import ListLabelsIn
from .list_messages_in import ListMessagesIn
from .list_number_blocks_in import ListNumberBlocksIn
from .list_numbers_in import ListNumbersIn
from .list_opt_outs_in import ListOptOutsIn
from .list_received_in import ListReceivedIn
from .list_relay_users_in import ListRelayUsersIn
from .list_webhook_attempts_in import ListWebhookAttemptsIn
from .list_webhooks_in import ListWebhooksIn
from .list_webhooks_in_kind_type_1 import ListWebhooksInKindType1
from .list_webhooks_in_kind_type_2_type_1 import ListWebhooksInKindType2Type1
from .list_webhooks_in_kind_type_3_type_1 import ListWebhooksInKindType3Type1
from .list_webhooks_kind import ListWebhooksKind
from .listed_session_out import ListedSessionOut
from .login_out import LoginOut
from .logins_out import LoginsOut
from .mark_read_in import MarkReadIn
from .message_bird_credentials import MessageBirdCredentials
from .message_counts_out import MessageCountsOut
from .new_key_out import NewKeyOut
from .number_block_out import NumberBlockOut
from .number_blocks_out import NumberBlocksOut
from .number_changed_out import NumberChangedOut
from .numbers_out import NumbersOut
from .opt_out_confirmation_in import OptOutConfirmationIn
from .opt_out_confirmation_out import OptOutConfirmationOut
from .opt_out_evidence_out import OptOutEvidenceOut
from .opt_out_evidence_out_by import OptOutEvidenceOutBy
from .opt_out_evidence_out_change import OptOutEvidenceOutChange
from .opt_out_keywords_in import OptOutKeywordsIn
from .opt_out_keywords_out import OptOutKeywordsOut
from .opt_out_listed_out import OptOutListedOut
from .opt_out_out import OptOutOut
from .opt_out_policy_out import OptOutPolicyOut
from .opt_outs_out import OptOutsOut
from .outbound_message_out import OutboundMessageOut
from .outbound_message_out_status import OutboundMessageOutStatus
from .pacing_in import PacingIn
from .pacing_out import PacingOut
from .page_in import PageIn
from .paired_gateway_out import PairedGatewayOut
from .paired_gateway_out_kind import PairedGatewayOutKind
from .pairing_out import PairingOut
from .pairing_out_kind import PairingOutKind
from .pairing_out_status import PairingOutStatus
from .party_out import PartyOut
from .passkey_out import PasskeyOut
from .passkey_reference_out import PasskeyReferenceOut
from .passkey_sign_in_in import PasskeySignInIn
from .passkey_sign_in_in_response import PasskeySignInInResponse
from .passkeys_out import PasskeysOut
from .pending_gateway_out import PendingGatewayOut
from .pending_gateway_out_metadata import PendingGatewayOutMetadata
from .pending_gateways_out import PendingGatewaysOut
from .people_out import PeopleOut
from .permissions_in import PermissionsIn
from .person import Person
from .plivo_credentials import PlivoCredentials
from .policy_out import PolicyOut
from .policy_out_policy import PolicyOutPolicy
from .problem_out import ProblemOut
from .provider_callbacks import ProviderCallbacks
from .provider_number_out import ProviderNumberOut
from .provider_number_out_provider import ProviderNumberOutProvider
from .provider_out import ProviderOut
from .provider_out_provider import ProviderOutProvider
from .providers_out import ProvidersOut
from .queue_out import QueueOut
from .read_mark_out import ReadMarkOut
from .receipt_answer_out import ReceiptAnswerOut
from .receipt_out import ReceiptOut
from .receipt_out_objects_emptied import ReceiptOutObjectsEmptied
from .receipt_out_rows_deleted import ReceiptOutRowsDeleted
from .received_page_out import ReceivedPageOut
from .received_sms_detail_out import ReceivedSmsDetailOut
from .received_sms_out import ReceivedSmsOut
from .recipient_out import RecipientOut
from .recipient_out_status import RecipientOutStatus
from .redeem_in import RedeemIn
from .redeem_in_protocol import RedeemInProtocol
from .redeem_link_in import RedeemLinkIn
from .redeemed_out import RedeemedOut
from .redeemed_out_protocol import RedeemedOutProtocol
from .refusal_out import RefusalOut
from .register_in import RegisterIn
from .register_in_device_info_type_0 import RegisterInDeviceInfoType0
from .register_in_kind_type_1 import RegisterInKindType1
from .register_in_kind_type_2_type_1 import RegisterInKindType2Type1
from .register_in_kind_type_3_type_1 import RegisterInKindType3Type1
from .register_out import RegisterOut
from .register_passkey_in import RegisterPasskeyIn
from .register_passkey_in_response import RegisterPasskeyInResponse
from .register_passkey_out import RegisterPasskeyOut
from .registered_gateway_out import RegisteredGatewayOut
from .registered_gateway_out_metadata import RegisteredGatewayOutMetadata
from .registration_options_out import RegistrationOptionsOut
from .relay_user_answer_out import RelayUserAnswerOut
from .relay_user_out import RelayUserOut
from .relay_users_out import RelayUsersOut
from .rename_key_in import RenameKeyIn
from .rename_passkey_in import RenamePasskeyIn
from .replay_webhook_in import ReplayWebhookIn
from .replay_webhook_out import ReplayWebhookOut
from .report_received_in import ReportReceivedIn
from .report_received_out import ReportReceivedOut
from .report_status_in import ReportStatusIn
from .report_status_in_status import ReportStatusInStatus
from .requester_out import RequesterOut
from .resend_sms_in import ResendSmsIn
from .revoke_endpoints_out import RevokeEndpointsOut
from .revoke_key_out import RevokeKeyOut
from .revoked_key_out import RevokedKeyOut
from .rotate_webhook_secret_in import RotateWebhookSecretIn
from .rotated_key_out import RotatedKeyOut
from .route_out import RouteOut
from .route_out_reason_type_1 import RouteOutReasonType1
from .route_out_reason_type_2_type_1 import RouteOutReasonType2Type1
from .route_out_reason_type_3_type_1 import RouteOutReasonType3Type1
from .routing_out import RoutingOut
from .selection_out import SelectionOut
from .send_code_in import SendCodeIn
from .send_code_out import SendCodeOut
from .send_sms_in import SendSmsIn
from .send_sms_out import SendSmsOut
from .send_window_in import SendWindowIn
from .send_window_out import SendWindowOut
from .session_account_out import SessionAccountOut
from .session_out import SessionOut
from .session_person_out import SessionPersonOut
from .sessions_out import SessionsOut
from .set_login_in import SetLoginIn
from .set_login_out import SetLoginOut
from .set_provider_out import SetProviderOut
from .set_relay_password_in import SetRelayPasswordIn
from .set_relay_password_out import SetRelayPasswordOut
from .setting_out import SettingOut
from .settings_out import SettingsOut
from .show_codes_policy_out import ShowCodesPolicyOut
from .show_conversation_in import ShowConversationIn
from .show_message_out import ShowMessageOut
from .show_message_out_status import ShowMessageOutStatus
from .show_provider_out import ShowProviderOut
from .show_webhook_attempt_out import ShowWebhookAttemptOut
from .show_webhook_out import ShowWebhookOut
from .shown_gateway_out import ShownGatewayOut
from .shown_pairing_out import ShownPairingOut
from .sign_in_link_out import SignInLinkOut
from .sign_in_options_out import SignInOptionsOut
from .sim_out import SimOut
from .sim_room_out import SimRoomOut
from .sinch_credentials import SinchCredentials
from .sms_status_out import SmsStatusOut
from .sms_status_out_status import SmsStatusOutStatus
from .standard_event import StandardEvent
from .standard_webhook import StandardWebhook
from .standard_webhook_data_type_0 import StandardWebhookDataType0
from .standard_webhook_data_type_1 import StandardWebhookDataType1
from .standard_webhook_data_type_1_reason import StandardWebhookDataType1Reason
from .standard_webhook_data_type_2 import StandardWebhookDataType2
from .standard_webhook_data_type_3 import StandardWebhookDataType3
from .standard_webhook_data_type_4 import StandardWebhookDataType4
from .standard_webhook_data_type_4_reason import StandardWebhookDataType4Reason
from .standard_webhook_data_type_5 import StandardWebhookDataType5
from .standard_webhook_data_type_5_by import StandardWebhookDataType5By
from .standard_webhook_data_type_5_change import StandardWebhookDataType5Change
from .standard_webhook_data_type_6 import StandardWebhookDataType6
from .standard_webhook_data_type_6_purpose import StandardWebhookDataType6Purpose
from .standard_webhook_data_type_6_reason import StandardWebhookDataType6Reason
from .standard_webhook_data_type_7 import StandardWebhookDataType7
from .standard_webhook_data_type_7_purpose import StandardWebhookDataType7Purpose
from .standard_webhook_data_type_8 import StandardWebhookDataType8
from .standard_webhook_data_type_8_reason_type_1 import (
    StandardWebhookDataType8ReasonType1,
)
from .standard_webhook_data_type_8_reason_type_2_type_1 import (
    StandardWebhookDataType8ReasonType2Type1,
)
from .standard_webhook_data_type_8_reason_type_3_type_1 import (
    StandardWebhookDataType8ReasonType3Type1,
)
from .standard_webhook_data_type_9 import StandardWebhookDataType9
from .standard_webhook_data_type_10 import StandardWebhookDataType10
from .stats_out import StatsOut
from .success_out import SuccessOut
from .telnyx_credentials import TelnyxCredentials
from .test_message_in import TestMessageIn
from .test_number import TestNumber
from .test_number_of_policy import TestNumberOfPolicy
from .test_webhook_out import TestWebhookOut
from .timeline_entry_out import TimelineEntryOut
from .timeline_entry_out_event import TimelineEntryOutEvent
from .token_out import TokenOut
from .tokens_out import TokensOut
from .twilio_credentials import TwilioCredentials
from .up_out import UpOut
from .update_account_in import UpdateAccountIn
from .update_codes_policy_in import UpdateCodesPolicyIn
from .update_codes_policy_out import UpdateCodesPolicyOut
from .update_gateway_in import UpdateGatewayIn
from .update_gateway_in_kind_type_1 import UpdateGatewayInKindType1
from .update_gateway_in_kind_type_2_type_1 import UpdateGatewayInKindType2Type1
from .update_gateway_in_kind_type_3_type_1 import UpdateGatewayInKindType3Type1
from .update_number_in import UpdateNumberIn
from .update_opt_out_policy_in import UpdateOptOutPolicyIn
from .update_policy_in import UpdatePolicyIn
from .update_policy_in_policy import UpdatePolicyInPolicy
from .update_policy_out import UpdatePolicyOut
from .update_policy_out_policy import UpdatePolicyOutPolicy
from .update_webhook_in import UpdateWebhookIn
from .update_webhook_in_format_type_1 import UpdateWebhookInFormatType1
from .update_webhook_in_format_type_2_type_1 import UpdateWebhookInFormatType2Type1
from .update_webhook_in_format_type_3_type_1 import UpdateWebhookInFormatType3Type1
from .update_webhook_in_headers_type_0 import UpdateWebhookInHeadersType0
from .update_webhook_out import UpdateWebhookOut
from .usage_in import UsageIn
from .usage_out import UsageOut
from .user_out import UserOut
from .verified_timeline_out import VerifiedTimelineOut
from .verified_timeline_out_verdict import VerifiedTimelineOutVerdict
from .verify_code_in import VerifyCodeIn
from .vonage_credentials import VonageCredentials
from .vonage_credentials_signature_method_type_1 import (
    VonageCredentialsSignatureMethodType1,
)
from .vonage_credentials_signature_method_type_2_type_1 import (
    VonageCredentialsSignatureMethodType2Type1,
)
from .vonage_credentials_signature_method_type_3_type_1 import (
    VonageCredentialsSignatureMethodType3Type1,
)
from .webhook_attempt_out import WebhookAttemptOut
from .webhook_attempts_out import WebhookAttemptsOut
from .webhook_event_kind_type_0 import WebhookEventKindType0
from .webhook_event_out import WebhookEventOut
from .webhook_event_out_example import WebhookEventOutExample
from .webhook_event_out_schema import WebhookEventOutSchema
from .webhook_events_out import WebhookEventsOut
from .webhook_out import WebhookOut
from .webhook_out_disabled_reason_type_1 import WebhookOutDisabledReasonType1
from .webhook_out_disabled_reason_type_2_type_1 import (
    WebhookOutDisabledReasonType2Type1,
)
from .webhook_out_disabled_reason_type_3_type_1 import (
    WebhookOutDisabledReasonType3Type1,
)
from .webhook_out_format import WebhookOutFormat
from .webhook_out_headers import WebhookOutHeaders
from .webhook_out_kind import WebhookOutKind
from .webhook_public_key_out import WebhookPublicKeyOut
from .webhook_request_out import WebhookRequestOut
from .webhook_request_out_headers import WebhookRequestOutHeaders
from .webhook_response_out import WebhookResponseOut
from .webhook_response_out_headers import WebhookResponseOutHeaders
from .webhook_secret_out import WebhookSecretOut
from .webhook_with_queue_out import WebhookWithQueueOut
from .webhook_with_queue_out_disabled_reason_type_1 import (
    WebhookWithQueueOutDisabledReasonType1,
)
from .webhook_with_queue_out_disabled_reason_type_2_type_1 import (
    WebhookWithQueueOutDisabledReasonType2Type1,
)
from .webhook_with_queue_out_disabled_reason_type_3_type_1 import (
    WebhookWithQueueOutDisabledReasonType3Type1,
)
from .webhook_with_queue_out_format import WebhookWithQueueOutFormat
from .webhook_with_queue_out_headers import WebhookWithQueueOutHeaders
from .webhook_with_queue_out_kind import WebhookWithQueueOutKind
from .webhooks_out import WebhooksOut

__all__ = (
    "AcceptedRecipientOut",
    "AccountAnswerOut",
    "AccountDeletionsOut",
    "AccountOut",
    "AccountsOut",
    "ActorOut",
    "AlgorithmOut",
    "AuditEntryOut",
    "AuditEntryOutObjects",
    "AuditOut",
    "BandwidthCredentials",
    "BlockNumbersIn",
    "BlockReasonOut",
    "CallbackEndpointOut",
    "CancelSmsOut",
    "CancelSmsOutState",
    "ChangedNumberBlockOut",
    "ChangedPersonOut",
    "ChangePersonIn",
    "ChangePersonInRoleType1",
    "ChangePersonInRoleType2Type1",
    "ChangePersonInRoleType3Type1",
    "CodeCountOut",
    "CodeCountsOut",
    "CodeRefusedOut",
    "CodesPolicyOut",
    "CodeVerifiedOut",
    "ConversationMessagesOut",
    "ConversationOut",
    "ConversationOutLastDirection",
    "ConversationsOut",
    "ConversionOut",
    "ConversionsIn",
    "ConversionsOut",
    "CreateAccountIn",
    "CreatedPairingOut",
    "CreateEndpointOut",
    "CreateKeyIn",
    "CreateKeyInKindType1",
    "CreateKeyInKindType2Type1",
    "CreateKeyInKindType3Type1",
    "CreateKeyOut",
    "CreateNumberIn",
    "CreateOptOutIn",
    "CreatePairingIn",
    "CreatePairingInKindType1",
    "CreatePairingInKindType2Type1",
    "CreatePairingInKindType3Type1",
    "CreatePersonIn",
    "CreatePersonInRole",
    "CreateRelayUserIn",
    "CreateRelayUserOut",
    "CreateSignInLinkIn",
    "CreateSignInLinkInRoleType1",
    "CreateSignInLinkInRoleType2Type1",
    "CreateSignInLinkInRoleType3Type1",
    "CreateWebhookIn",
    "CreateWebhookInFormatType1",
    "CreateWebhookInFormatType2Type1",
    "CreateWebhookInFormatType3Type1",
    "CreateWebhookInHeadersType0",
    "CredentialOut",
    "CredentialsSource",
    "DayUsageOut",
    "DeleteAccountIn",
    "DeleteOptOutIn",
    "DeletionStateOutType0",
    "DeletionSummaryOut",
    "EncodingOut",
    "EncodingOutName",
    "ErrorOut",
    "ExplainedErrorOut",
    "ExplainedRecipientOut",
    "ExplainSmsOut",
    "ExportMessagesIn",
    "FlowrouteCredentials",
    "FollowEventsIn",
    "GatewayApiSmsEventType0",
    "GatewayApiSmsEventType0Event",
    "GatewayApiSmsEventType1",
    "GatewayApiSmsEventType1Event",
    "GatewayApiSmsEventType1Status",
    "GatewayApiSmsEventType2",
    "GatewayApiSmsEventType2Event",
    "GatewayApiSmsEventType2Status",
    "GatewayApiSmsEventType3",
    "GatewayApiSmsEventType3Event",
    "GatewayApiSmsEventType3Status",
    "GatewayApiTestEvent",
    "GatewayApiTestEventEvent",
    "GatewayChangedOut",
    "GatewayCountsOut",
    "GatewayNowOut",
    "GatewayNowOutChannelType1",
    "GatewayNowOutChannelType2Type1",
    "GatewayNowOutChannelType3Type1",
    "GatewayOut",
    "GatewayOutKind",
    "GatewayOutMetadata",
    "GatewayOutReachedBy",
    "GatewayOutStatus",
    "GatewayQueueOut",
    "GatewaysOut",
    "GatewaySwitchesOut",
    "GatewaySwitchesOutKind",
    "GrantOut",
    "GrantsOut",
    "HeartbeatIn",
    "HeartbeatInStatusType1",
    "HeartbeatInStatusType2Type1",
    "HeartbeatInStatusType3Type1",
    "HeartbeatOut",
    "HistoryDirection",
    "HistoryPageOut",
    "HistoryStatus",
    "ImportOptOutsIn",
    "ImportOptOutsOut",
    "InboundMessageOut",
    "InvalidOptOutLineOut",
    "InvitationOut",
    "InvitationsOut",
    "InviteIn",
    "InviteOut",
    "KeyAnswerOut",
    "KeyOut",
    "KeyPermissions",
    "KeysOut",
    "LabelledMessagesOut",
    "LabelOut",
    "LabelsOut",
    "ListAccountsIn",
    "ListAuditIn",
    "ListConversationsIn",
    "ListedSessionOut",
    "ListKeysIn",
    "ListLabelsIn",
    "ListMessagesIn",
    "ListNumberBlocksIn",
    "ListNumbersIn",
    "ListOptOutsIn",
    "ListReceivedIn",
    "ListRelayUsersIn",
    "ListWebhookAttemptsIn",
    "ListWebhooksIn",
    "ListWebhooksInKindType1",
    "ListWebhooksInKindType2Type1",
    "ListWebhooksInKindType3Type1",
    "ListWebhooksKind",
    "LoginOut",
    "LoginsOut",
    "MarkReadIn",
    "MessageBirdCredentials",
    "MessageCountsOut",
    "NewKeyOut",
    "NumberBlockOut",
    "NumberBlocksOut",
    "NumberChangedOut",
    "NumbersOut",
    "OptOutConfirmationIn",
    "OptOutConfirmationOut",
    "OptOutEvidenceOut",
    "OptOutEvidenceOutBy",
    "OptOutEvidenceOutChange",
    "OptOutKeywordsIn",
    "OptOutKeywordsOut",
    "OptOutListedOut",
    "OptOutOut",
    "OptOutPolicyOut",
    "OptOutsOut",
    "OutboundMessageOut",
    "OutboundMessageOutStatus",
    "PacingIn",
    "PacingOut",
    "PageIn",
    "PairedGatewayOut",
    "PairedGatewayOutKind",
    "PairingOut",
    "PairingOutKind",
    "PairingOutStatus",
    "PartyOut",
    "PasskeyOut",
    "PasskeyReferenceOut",
    "PasskeySignInIn",
    "PasskeySignInInResponse",
    "PasskeysOut",
    "PendingGatewayOut",
    "PendingGatewayOutMetadata",
    "PendingGatewaysOut",
    "PeopleOut",
    "PermissionsIn",
    "Person",
    "PlivoCredentials",
    "PolicyOut",
    "PolicyOutPolicy",
    "ProblemOut",
    "ProviderCallbacks",
    "ProviderNumberOut",
    "ProviderNumberOutProvider",
    "ProviderOut",
    "ProviderOutProvider",
    "ProvidersOut",
    "QueueOut",
    "ReadMarkOut",
    "ReceiptAnswerOut",
    "ReceiptOut",
    "ReceiptOutObjectsEmptied",
    "ReceiptOutRowsDeleted",
    "ReceivedPageOut",
    "ReceivedSmsDetailOut",
    "ReceivedSmsOut",
    "RecipientOut",
    "RecipientOutStatus",
    "RedeemedOut",
    "RedeemedOutProtocol",
    "RedeemIn",
    "RedeemInProtocol",
    "RedeemLinkIn",
    "RefusalOut",
    "RegisteredGatewayOut",
    "RegisteredGatewayOutMetadata",
    "RegisterIn",
    "RegisterInDeviceInfoType0",
    "RegisterInKindType1",
    "RegisterInKindType2Type1",
    "RegisterInKindType3Type1",
    "RegisterOut",
    "RegisterPasskeyIn",
    "RegisterPasskeyInResponse",
    "RegisterPasskeyOut",
    "RegistrationOptionsOut",
    "RelayUserAnswerOut",
    "RelayUserOut",
    "RelayUsersOut",
    "RenameKeyIn",
    "RenamePasskeyIn",
    "ReplayWebhookIn",
    "ReplayWebhookOut",
    "ReportReceivedIn",
    "ReportReceivedOut",
    "ReportStatusIn",
    "ReportStatusInStatus",
    "RequesterOut",
    "ResendSmsIn",
    "RevokedKeyOut",
    "RevokeEndpointsOut",
    "RevokeKeyOut",
    "RotatedKeyOut",
    "RotateWebhookSecretIn",
    "RouteOut",
    "RouteOutReasonType1",
    "RouteOutReasonType2Type1",
    "RouteOutReasonType3Type1",
    "RoutingOut",
    "SelectionOut",
    "SendCodeIn",
    "SendCodeOut",
    "SendSmsIn",
    "SendSmsOut",
    "SendWindowIn",
    "SendWindowOut",
    "SessionAccountOut",
    "SessionOut",
    "SessionPersonOut",
    "SessionsOut",
    "SetLoginIn",
    "SetLoginOut",
    "SetProviderOut",
    "SetRelayPasswordIn",
    "SetRelayPasswordOut",
    "SettingOut",
    "SettingsOut",
    "ShowCodesPolicyOut",
    "ShowConversationIn",
    "ShowMessageOut",
    "ShowMessageOutStatus",
    "ShownGatewayOut",
    "ShownPairingOut",
    "ShowProviderOut",
    "ShowWebhookAttemptOut",
    "ShowWebhookOut",
    "SignInLinkOut",
    "SignInOptionsOut",
    "SimOut",
    "SimRoomOut",
    "SinchCredentials",
    "SmsStatusOut",
    "SmsStatusOutStatus",
    "StandardEvent",
    "StandardWebhook",
    "StandardWebhookDataType0",
    "StandardWebhookDataType1",
    "StandardWebhookDataType10",
    "StandardWebhookDataType1Reason",
    "StandardWebhookDataType2",
    "StandardWebhookDataType3",
    "StandardWebhookDataType4",
    "StandardWebhookDataType4Reason",
    "StandardWebhookDataType5",
    "StandardWebhookDataType5By",
    "StandardWebhookDataType5Change",
    "StandardWebhookDataType6",
    "StandardWebhookDataType6Purpose",
    "StandardWebhookDataType6Reason",
    "StandardWebhookDataType7",
    "StandardWebhookDataType7Purpose",
    "StandardWebhookDataType8",
    "StandardWebhookDataType8ReasonType1",
    "StandardWebhookDataType8ReasonType2Type1",
    "StandardWebhookDataType8ReasonType3Type1",
    "StandardWebhookDataType9",
    "StatsOut",
    "SuccessOut",
    "TelnyxCredentials",
    "TestMessageIn",
    "TestNumber",
    "TestNumberOfPolicy",
    "TestWebhookOut",
    "TimelineEntryOut",
    "TimelineEntryOutEvent",
    "TokenOut",
    "TokensOut",
    "TwilioCredentials",
    "UpdateAccountIn",
    "UpdateCodesPolicyIn",
    "UpdateCodesPolicyOut",
    "UpdateGatewayIn",
    "UpdateGatewayInKindType1",
    "UpdateGatewayInKindType2Type1",
    "UpdateGatewayInKindType3Type1",
    "UpdateNumberIn",
    "UpdateOptOutPolicyIn",
    "UpdatePolicyIn",
    "UpdatePolicyInPolicy",
    "UpdatePolicyOut",
    "UpdatePolicyOutPolicy",
    "UpdateWebhookIn",
    "UpdateWebhookInFormatType1",
    "UpdateWebhookInFormatType2Type1",
    "UpdateWebhookInFormatType3Type1",
    "UpdateWebhookInHeadersType0",
    "UpdateWebhookOut",
    "UpOut",
    "UsageIn",
    "UsageOut",
    "UserOut",
    "VerifiedTimelineOut",
    "VerifiedTimelineOutVerdict",
    "VerifyCodeIn",
    "VonageCredentials",
    "VonageCredentialsSignatureMethodType1",
    "VonageCredentialsSignatureMethodType2Type1",
    "VonageCredentialsSignatureMethodType3Type1",
    "WebhookAttemptOut",
    "WebhookAttemptsOut",
    "WebhookEventKindType0",
    "WebhookEventOut",
    "WebhookEventOutExample",
    "WebhookEventOutSchema",
    "WebhookEventsOut",
    "WebhookOut",
    "WebhookOutDisabledReasonType1",
    "WebhookOutDisabledReasonType2Type1",
    "WebhookOutDisabledReasonType3Type1",
    "WebhookOutFormat",
    "WebhookOutHeaders",
    "WebhookOutKind",
    "WebhookPublicKeyOut",
    "WebhookRequestOut",
    "WebhookRequestOutHeaders",
    "WebhookResponseOut",
    "WebhookResponseOutHeaders",
    "WebhookSecretOut",
    "WebhooksOut",
    "WebhookWithQueueOut",
    "WebhookWithQueueOutDisabledReasonType1",
    "WebhookWithQueueOutDisabledReasonType2Type1",
    "WebhookWithQueueOutDisabledReasonType3Type1",
    "WebhookWithQueueOutFormat",
    "WebhookWithQueueOutHeaders",
    "WebhookWithQueueOutKind",
)
