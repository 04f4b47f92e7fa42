"""Words as they are searched: one way for documents and questions, whatever the database. No Django here."""
