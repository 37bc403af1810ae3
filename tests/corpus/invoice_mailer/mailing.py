"""Mails invoices and logs every one."""

import logging

logger = logging.getLogger("mailing")
logger.setLevel(logging.INFO)
logger.propagate = False


def send(invoices):
    for number in range(invoices):
        logger.info("invoice %d was rendered, attached, queued and sent to its recipient at once", number)
    return invoices
