"""What the demo is made of: invented people, texts and pictures. Loaded only with DEBUG."""
