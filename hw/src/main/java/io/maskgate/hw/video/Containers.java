package io.maskgate.hw.video;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What FFmpeg may read at an address. A few bytes of a file with an index, or of a playlist, have it take memory for all
 * they speak of, whether that comes or not. So over the network they are read only where the address, which is ours, says
 * so; what comes, which is not, does not decide it.
 */
enum Containers {
    RTSP("rtsp", Map.of()),
    /** A file of this machine. */
    LOCAL(Containers.INDEXED + "," + Containers.STREAMS, Map.of()),
    STREAM(Containers.STREAMS, Map.of()),
    FILE(Containers.INDEXED + "," + Containers.STREAMS, Map.of("max_streams", Containers.TRACKS)),
    /** Its parts may be fragments of MP4; each variant has tracks of its own. */
    PLAYLIST("hls,mov," + Containers.STREAMS, Map.of("max_streams", "32", "seg_format_options", "max_streams=4"));

    // Neither concat nor sdp nor image sequences: a file's content must not make us open another.
    private static final String STREAMS = "mpegts,mpeg,flv,ivf,obu,h264,hevc,mjpeg,m4v,mpjpeg";
    private static final String INDEXED = "mov,matroska,avi";
    /** The index of one takes up to 240 MB. */
    private static final String TRACKS = "4";

    private static final String FILE_ENDINGS = "mp4|m4v|mov|mkv|webm|avi";
    private static final Pattern PLAYLIST_SAID = Pattern.compile("(?i)[.=]m3u8(?=$|[?&#;])");
    private static final Pattern FILE_SAID = Pattern.compile("(?i)[.=](?:" + FILE_ENDINGS + ")(?=$|[?&#;])");
    /** What says it of an address that does not, and is not sent. */
    static final Pattern SAID_BEHIND = Pattern.compile("(?i)#\\.(?:m3u8|" + FILE_ENDINGS + ")$");

    /** No ending helps there. */
    private static final String SINGLE = "; single pictures (snapshots) and ASF are not read: name the address of the"
            + " camera's RTSP or MJPEG stream";

    /** Those FFmpeg may read. */
    final String formats;
    /** FFmpeg's options that bound what reading them takes. */
    final Map<String, String> bounds;

    Containers(String formats, Map<String, String> bounds) {
        this.formats = formats;
        this.bounds = bounds;
    }

    /** @param place what follows host and port of an address of the network, with what is said behind it */
    static Containers at(String place) {
        if (PLAYLIST_SAID.matcher(place).find()) {
            return PLAYLIST;
        }
        return FILE_SAID.matcher(place).find() ? FILE : STREAM;
    }

    /** Why one was not read that FFmpeg knows, and what helps. */
    static String refused(VideoSpec spec) {
        String refused = "this kind of file or stream is not allowed here";
        return switch (spec.url().containers()) {
            case RTSP, LOCAL -> refused;
            case FILE, PLAYLIST -> refused + SINGLE;
            case STREAM -> refused + endings(spec) + SINGLE;
        };
    }

    private static String endings(VideoSpec spec) {
        return ": an MP4, MOV, MKV, WebM or AVI is read where the address ends in .mp4, .mov, .mkv, .webm or .avi"
                + (spec.isJudged()
                        ? "; write #.mp4"
                        : ", a playlist (HLS) where it ends in .m3u8; write #.mp4 or #.m3u8")
                + " behind one that does not";
    }

    /** What else a want of memory may come from. */
    String orTooMany() {
        return this == FILE
                ? ", or the file has more than " + TRACKS + " tracks: leave out those without pictures"
                : "";
    }
}
