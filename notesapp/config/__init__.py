"""What stands around the library on this computer: settings, secrets, paths, resources, logs."""
