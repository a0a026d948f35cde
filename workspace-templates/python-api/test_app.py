import unittest

from app import app


class NotesTest(unittest.TestCase):
    def setUp(self):
        self.client = app.test_client()

    def test_a_note_is_kept(self):
        self.assertEqual(self.client.post("/notes", json={"text": "Tea"}).status_code, 201)
        self.assertIn("Tea", self.client.get("/notes").get_json())

    def test_a_note_without_text_is_refused(self):
        self.assertEqual(self.client.post("/notes", json=[]).status_code, 400)


if __name__ == "__main__":
    unittest.main()
