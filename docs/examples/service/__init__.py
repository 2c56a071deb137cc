"""A web service over `channelrules`, to copy and change: FastAPI, no state, problems as RFC 9457 tells them.

pip install 'channelrules[report]' fastapi uvicorn
uvicorn --app-dir docs/examples --factory service.app:create_app --workers 2
"""
