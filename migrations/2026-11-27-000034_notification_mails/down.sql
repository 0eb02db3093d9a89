DROP TABLE notification_mails;
