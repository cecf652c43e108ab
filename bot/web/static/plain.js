// The page with the chat alone.

import { Chat } from "./chat.js";

const chat = new Chat(document.getElementById("chat"));
document.getElementById("restart").addEventListener("click", () => chat.restart());
chat.start();
