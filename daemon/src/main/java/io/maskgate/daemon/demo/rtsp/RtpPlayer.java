package io.maskgate.daemon.demo.rtsp;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends a stream to one client in real time, from a virtual thread of its own. */
final class RtpPlayer {
    /** A client that takes nothing for this long is given up. */
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Behind by more than this, the stream goes on from now instead of catching up in a burst. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final RtpStream stream;
    private final RtpSink sink;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long progress;

    RtpPlayer(RtpStream stream, RtpSink sink, InstantSource clock) {
        this.stream = stream;
        this.sink = sink;
        this.clock = clock;
        this.progress = System.nanoTime();
        this.thread = Thread.ofVirtual().name("rtsp-play").unstarted(this::play);
    }

    /** Begins; once only, later calls change nothing. */
    void start() {
        if (thread.getState() == Thread.State.NEW && !stopped) {
            thread.start();
        }
    }

    /** Whether packets still get through to the client. */
    boolean alive() {
        return !stopped && System.nanoTime() - progress < STUCK_NANOS;
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    private void play() {
        try {
            long start = System.nanoTime();
            long report = start;
            while (!stopped) {
                long due = start + TimeUnit.SECONDS.toNanos(1) * stream.due() / H264Clip.CLOCK;
                awaitNanoTime(due);
                if (stopped) {
                    return;
                }
                long now = System.nanoTime();
                start += now - due > LATE_NANOS ? now - due : 0;
                for (byte[] packet : stream.next()) {
                    sink.rtp(packet);
                }
                progress = System.nanoTime();
                if (now - report >= 0) {
                    sink.rtcp(stream.report(clock.millis()));
                    report = now + REPORT_NANOS;
                }
            }
        } catch (IOException gone) {
            // The reading side of the connection ends it.
            stopped = true;
        }
    }

    private void awaitNanoTime(long due) {
        for (long left = due - System.nanoTime(); left > 0 && !stopped; left = due - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }
}
