"""Contains all the data models used in inputs/outputs"""

from .bandwidth_credentials import BandwidthCredentials
from .callback_endpoint_out import CallbackEndpointOut
from .code_counts_out import CodeCountsOut
from .code_refused_out import CodeRefusedOut
from .code_verified_out import CodeVerifiedOut
from .conversation_messages_out import ConversationMessagesOut
from .conversation_out import ConversationOut
from .conversation_out_last_direction import ConversationOutLastDirection
from .conversations_out import ConversationsOut
from .create_endpoint_out import CreateEndpointOut
from .create_key_in import CreateKeyIn
from .create_key_in_kind_type_1 import CreateKeyInKindType1
from .create_key_in_kind_type_2_type_1 import CreateKeyInKindType2Type1
from .create_key_in_kind_type_3_type_1 import CreateKeyInKindType3Type1
from .create_key_out import CreateKeyOut
from .create_number_in import CreateNumberIn
from .create_webhook_in import CreateWebhookIn
from .create_webhook_in_format_type_1 import CreateWebhookInFormatType1
from .create_webhook_in_format_type_2_type_1 import CreateWebhookInFormatType2Type1
from .create_webhook_in_format_type_3_type_1 import CreateWebhookInFormatType3Type1
from .credential_out import CredentialOut
from .credentials_source import CredentialsSource
from .error_out import ErrorOut
from .explained_error_out import ExplainedErrorOut
from .export_messages_in import ExportMessagesIn
from .flowroute_credentials import FlowrouteCredentials
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
from .gateway_out import GatewayOut
from .gateway_out_metadata import GatewayOutMetadata
from .gateway_out_reached_by import GatewayOutReachedBy
from .gateway_out_status import GatewayOutStatus
from .gateway_switches_out import GatewaySwitchesOut
from .gateways_out import GatewaysOut
from .heartbeat_in import HeartbeatIn
from .heartbeat_in_status_type_1 import HeartbeatInStatusType1
from .heartbeat_in_status_type_2_type_1 import HeartbeatInStatusType2Type1
from .heartbeat_in_status_type_3_type_1 import HeartbeatInStatusType3Type1
from .heartbeat_out import HeartbeatOut
from .history_direction import HistoryDirection
from .history_page_out import HistoryPageOut
from .history_status import HistoryStatus
from .inbound_message_out import InboundMessageOut
from .key_out import KeyOut
from .key_permissions import KeyPermissions
from .keys_out import KeysOut
from .label_out import LabelOut
from .labelled_messages_out import LabelledMessagesOut
from .labels_out import LabelsOut
from .list_conversations_in import ListConversationsIn
from .list_keys_in import ListKeysIn
from .list_labels_in import ListLabelsIn
from .list_messages_in import ListMessagesIn
from .list_numbers_in import ListNumbersIn
from .list_received_in import ListReceivedIn
from .list_webhook_attempts_in import ListWebhookAttemptsIn
from .mark_read_in import MarkReadIn
from .message_bird_credentials import MessageBirdCredentials
from .message_counts_out import MessageCountsOut
from .new_key_out import NewKeyOut
from .number_changed_out import NumberChangedOut
from .numbers_out import NumbersOut
from .outbound_message_out import OutboundMessageOut
from .outbound_message_out_status import OutboundMessageOutStatus
from .pending_gateway_out import PendingGatewayOut
from .pending_gateway_out_metadata import PendingGatewayOutMetadata
from .pending_gateways_out import PendingGatewaysOut
from .permissions_in import PermissionsIn
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
from .read_mark_out import ReadMarkOut
from .received_page_out import ReceivedPageOut
from .received_sms_detail_out import ReceivedSmsDetailOut
from .received_sms_out import ReceivedSmsOut
from .register_in import RegisterIn
from .register_in_device_info_type_0 import RegisterInDeviceInfoType0
from .register_out import RegisterOut
from .registered_gateway_out import RegisteredGatewayOut
from .registered_gateway_out_metadata import RegisteredGatewayOutMetadata
from .replay_webhook_in import ReplayWebhookIn
from .replay_webhook_out import ReplayWebhookOut
from .report_received_in import ReportReceivedIn
from .report_received_out import ReportReceivedOut
from .report_status_in import ReportStatusIn
from .report_status_in_status import ReportStatusInStatus
from .revoke_endpoints_out import RevokeEndpointsOut
from .revoke_key_out import RevokeKeyOut
from .revoked_key_out import RevokedKeyOut
from .rotate_webhook_secret_in import RotateWebhookSecretIn
from .send_code_in import SendCodeIn
from .send_code_out import SendCodeOut
from .send_sms_in import SendSmsIn
from .send_sms_out import SendSmsOut
from .set_provider_out import SetProviderOut
from .show_conversation_in import ShowConversationIn
from .show_message_out import ShowMessageOut
from .show_message_out_status import ShowMessageOutStatus
from .show_provider_out import ShowProviderOut
from .show_webhook_out import ShowWebhookOut
from .sinch_credentials import SinchCredentials
from .sms_status_out import SmsStatusOut
from .sms_status_out_status import SmsStatusOutStatus
from .standard_event import StandardEvent
from .standard_webhook import StandardWebhook
from .standard_webhook_data_type_0 import StandardWebhookDataType0
from .standard_webhook_data_type_1 import StandardWebhookDataType1
from .standard_webhook_data_type_2 import StandardWebhookDataType2
from .standard_webhook_data_type_3 import StandardWebhookDataType3
from .standard_webhook_data_type_3_reason import StandardWebhookDataType3Reason
from .standard_webhook_data_type_4 import StandardWebhookDataType4
from .standard_webhook_data_type_4_purpose import StandardWebhookDataType4Purpose
from .standard_webhook_data_type_4_reason import StandardWebhookDataType4Reason
from .standard_webhook_data_type_5 import StandardWebhookDataType5
from .stats_out import StatsOut
from .success_out import SuccessOut
from .telnyx_credentials import TelnyxCredentials
from .test_webhook_out import TestWebhookOut
from .timeline_entry_out import TimelineEntryOut
from .timeline_entry_out_event import TimelineEntryOutEvent
from .twilio_credentials import TwilioCredentials
from .up_out import UpOut
from .update_gateway_in import UpdateGatewayIn
from .update_number_in import UpdateNumberIn
from .update_policy_in import UpdatePolicyIn
from .update_policy_in_policy import UpdatePolicyInPolicy
from .update_policy_out import UpdatePolicyOut
from .update_policy_out_policy import UpdatePolicyOutPolicy
from .update_webhook_in import UpdateWebhookIn
from .update_webhook_in_format_type_1 import UpdateWebhookInFormatType1
from .update_webhook_in_format_type_2_type_1 import UpdateWebhookInFormatType2Type1
from .update_webhook_in_format_type_3_type_1 import UpdateWebhookInFormatType3Type1
from .update_webhook_out import UpdateWebhookOut
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
from .webhook_out import WebhookOut
from .webhook_out_disabled_reason_type_1 import WebhookOutDisabledReasonType1
from .webhook_out_disabled_reason_type_2_type_1 import (
    WebhookOutDisabledReasonType2Type1,
)
from .webhook_out_disabled_reason_type_3_type_1 import (
    WebhookOutDisabledReasonType3Type1,
)
from .webhook_out_format import WebhookOutFormat
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
from .webhooks_out import WebhooksOut

__all__ = (
    "BandwidthCredentials",
    "CallbackEndpointOut",
    "CodeCountsOut",
    "CodeRefusedOut",
    "CodeVerifiedOut",
    "ConversationMessagesOut",
    "ConversationOut",
    "ConversationOutLastDirection",
    "ConversationsOut",
    "CreateEndpointOut",
    "CreateKeyIn",
    "CreateKeyInKindType1",
    "CreateKeyInKindType2Type1",
    "CreateKeyInKindType3Type1",
    "CreateKeyOut",
    "CreateNumberIn",
    "CreateWebhookIn",
    "CreateWebhookInFormatType1",
    "CreateWebhookInFormatType2Type1",
    "CreateWebhookInFormatType3Type1",
    "CredentialOut",
    "CredentialsSource",
    "ErrorOut",
    "ExplainedErrorOut",
    "ExportMessagesIn",
    "FlowrouteCredentials",
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
    "GatewayOut",
    "GatewayOutMetadata",
    "GatewayOutReachedBy",
    "GatewayOutStatus",
    "GatewaysOut",
    "GatewaySwitchesOut",
    "HeartbeatIn",
    "HeartbeatInStatusType1",
    "HeartbeatInStatusType2Type1",
    "HeartbeatInStatusType3Type1",
    "HeartbeatOut",
    "HistoryDirection",
    "HistoryPageOut",
    "HistoryStatus",
    "InboundMessageOut",
    "KeyOut",
    "KeyPermissions",
    "KeysOut",
    "LabelledMessagesOut",
    "LabelOut",
    "LabelsOut",
    "ListConversationsIn",
    "ListKeysIn",
    "ListLabelsIn",
    "ListMessagesIn",
    "ListNumbersIn",
    "ListReceivedIn",
    "ListWebhookAttemptsIn",
    "MarkReadIn",
    "MessageBirdCredentials",
    "MessageCountsOut",
    "NewKeyOut",
    "NumberChangedOut",
    "NumbersOut",
    "OutboundMessageOut",
    "OutboundMessageOutStatus",
    "PendingGatewayOut",
    "PendingGatewayOutMetadata",
    "PendingGatewaysOut",
    "PermissionsIn",
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
    "ReadMarkOut",
    "ReceivedPageOut",
    "ReceivedSmsDetailOut",
    "ReceivedSmsOut",
    "RegisteredGatewayOut",
    "RegisteredGatewayOutMetadata",
    "RegisterIn",
    "RegisterInDeviceInfoType0",
    "RegisterOut",
    "ReplayWebhookIn",
    "ReplayWebhookOut",
    "ReportReceivedIn",
    "ReportReceivedOut",
    "ReportStatusIn",
    "ReportStatusInStatus",
    "RevokedKeyOut",
    "RevokeEndpointsOut",
    "RevokeKeyOut",
    "RotateWebhookSecretIn",
    "SendCodeIn",
    "SendCodeOut",
    "SendSmsIn",
    "SendSmsOut",
    "SetProviderOut",
    "ShowConversationIn",
    "ShowMessageOut",
    "ShowMessageOutStatus",
    "ShowProviderOut",
    "ShowWebhookOut",
    "SinchCredentials",
    "SmsStatusOut",
    "SmsStatusOutStatus",
    "StandardEvent",
    "StandardWebhook",
    "StandardWebhookDataType0",
    "StandardWebhookDataType1",
    "StandardWebhookDataType2",
    "StandardWebhookDataType3",
    "StandardWebhookDataType3Reason",
    "StandardWebhookDataType4",
    "StandardWebhookDataType4Purpose",
    "StandardWebhookDataType4Reason",
    "StandardWebhookDataType5",
    "StatsOut",
    "SuccessOut",
    "TelnyxCredentials",
    "TestWebhookOut",
    "TimelineEntryOut",
    "TimelineEntryOutEvent",
    "TwilioCredentials",
    "UpdateGatewayIn",
    "UpdateNumberIn",
    "UpdatePolicyIn",
    "UpdatePolicyInPolicy",
    "UpdatePolicyOut",
    "UpdatePolicyOutPolicy",
    "UpdateWebhookIn",
    "UpdateWebhookInFormatType1",
    "UpdateWebhookInFormatType2Type1",
    "UpdateWebhookInFormatType3Type1",
    "UpdateWebhookOut",
    "UpOut",
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
    "WebhookOut",
    "WebhookOutDisabledReasonType1",
    "WebhookOutDisabledReasonType2Type1",
    "WebhookOutDisabledReasonType3Type1",
    "WebhookOutFormat",
    "WebhookSecretOut",
    "WebhooksOut",
    "WebhookWithQueueOut",
    "WebhookWithQueueOutDisabledReasonType1",
    "WebhookWithQueueOutDisabledReasonType2Type1",
    "WebhookWithQueueOutDisabledReasonType3Type1",
    "WebhookWithQueueOutFormat",
)
