"""The owner's and the admins' side: commands, menus and forms in their own chat."""
