package io.maskgate.daemon.cli;

import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoUrl;

/** Where a command line says pictures come from. */
public final class Sources {
    private Sources() {}

    /** A path or an address as typed; any other is wrong usage. */
    public static VideoUrl parse(String typed) {
        try {
            return VideoUrl.parse(typed);
        } catch (VideoException e) {
            throw CommandException.usage(String.valueOf(e.getMessage()));
        }
    }
}
