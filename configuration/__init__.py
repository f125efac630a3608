"""How the environment and hub.yaml are read and checked; everybody else imports `settings`."""
