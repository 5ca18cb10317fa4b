package io.maskgate.hw.video;

/**
 * What FFmpeg opens.
 *
 * @param text its URL, secrets included
 * @param protocols those FFmpeg may use on the way
 * @param formats those it may read
 * @param tunnelled whether it is the near end of a {@link TlsTunnel}
 */
record Address(String text, String protocols, String formats, boolean tunnelled) {
    /** The source itself. */
    static Address of(VideoUrl url) {
        return new Address(url.full(), url.scheme().protocols, url.containers().formats, false);
    }

    /**
     * By way of this port of ours; without {@code tls} and playlists, so that nothing sends FFmpeg on to where nobody
     * judges.
     */
    static Address through(int port, VideoUrl url) {
        String protocols = url.isRtsp() ? "rtsp,tcp" : "http,tcp";
        var containers = url.containers() == Containers.PLAYLIST ? Containers.STREAM : url.containers();
        return new Address(url.fullThrough("127.0.0.1:" + port), protocols, containers.formats, true);
    }
}
