"""A small JSON API. PORT says where it listens (8000)."""

import os

from flask import Flask, abort, jsonify, request

app = Flask(__name__)
notes: list[str] = ["Write the first endpoint"]


@app.get("/")
def index():
    return jsonify(service="api", notes=len(notes))


@app.get("/notes")
def list_notes():
    return jsonify(notes)


@app.post("/notes")
def add_note():
    body = request.get_json(silent=True)
    text = body.get("text", "") if isinstance(body, dict) else ""
    if not isinstance(text, str) or not text.strip():
        abort(400, "text is missing")
    notes.append(text.strip())
    return jsonify(notes), 201


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=int(os.environ.get("PORT", "8000")))
