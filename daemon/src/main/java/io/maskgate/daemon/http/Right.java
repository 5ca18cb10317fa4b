package io.maskgate.daemon.http;

/** What a caller needs for a route. */
enum Right {
    /** Nothing: it tells nothing of this gateway that others may not know. */
    OPEN,
    /** Any token; of cameras he gets those of his token. */
    VIEW,
    /** An operator's token; for what is not of one camera, one for all of them. */
    OPERATE
}
