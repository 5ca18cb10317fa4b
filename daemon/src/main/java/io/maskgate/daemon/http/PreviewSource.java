package io.maskgate.daemon.http;

import java.time.Duration;
import java.util.Optional;

/**
 * Pictures of cameras as JPEG with boxes drawn, made only while someone asks for them. What comes out has not passed the
 * {@link io.maskgate.daemon.privacy.PrivacyGate} yet; the endpoints see to that.
 */
public interface PreviewSource {
    /** Begins to make pictures of a camera; empty where the camera is not there. */
    Optional<PreviewSubscription> subscribe(String camera);

    /** One picture taken after this call; empty where the camera is not there or the deadline passes without one. */
    Optional<byte[]> snapshot(String camera, Duration deadline) throws InterruptedException;

    /** One viewer. Closing is idempotent; with the last one closed no picture is made any more. */
    interface PreviewSubscription extends AutoCloseable {
        /** The newest picture not returned before; empty when none came in time. Pictures missed in between are gone. */
        Optional<byte[]> next(Duration timeout) throws InterruptedException;

        @Override
        void close();
    }
}
