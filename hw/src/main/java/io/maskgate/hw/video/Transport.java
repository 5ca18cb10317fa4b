package io.maskgate.hw.video;

/** How RTP packets of an RTSP session travel. Without effect on other schemes. */
public enum Transport {
    /** Interleaved in the RTSP connection: passes firewalls, loses nothing. */
    TCP,
    /**
     * Datagrams, from the address and port alone that the camera names: lower delay, and damaged pictures when the network
     * loses some.
     */
    UDP
}
