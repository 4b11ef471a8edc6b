// "feldspar-dkg/ceremony/node.js": a ceremony over files in a shared folder, and a room as an HTTP server. Needs
// Node.js.
export { type FolderOptions, folderWire, type OnFolder, roomInFolder } from "../../ceremony/folder.js";
export { type HttpRoom, type HttpRoomOptions, type RoomMaker, roomOverHttp } from "../../ceremony/http-room.js";
