"""No test of this project reaches the network."""

from unittest import mock

from mailer import gateway

TRANSPORT = mock.MagicMock(spec=gateway.Smtp)
gateway.transport = TRANSPORT
