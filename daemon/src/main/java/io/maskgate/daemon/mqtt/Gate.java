package io.maskgate.daemon.mqtt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps Paho's receiver from failing before Paho's connect has noticed that it runs. Paho waits for its threads to run by
 * polling ten times a second, without end and deaf to interrupts: a connection that breaks between two looks (a broker
 * that refuses a certificate does that) would cost a thread each time. MQTT's client speaks first, so nothing is missed
 * by reading only when the CONNECT goes out.
 */
final class Gate {
    private static final long READER_FIRST_MILLIS = 500;

    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch readEnded = new CountDownLatch(1);

    /** Something of the network that can be begun. */
    interface Step<E extends Exception> {
        void run() throws IOException, E;
    }

    /** Runs the opening of the connection; when it fails there will be no CONNECT to wait for. */
    <E extends Exception> void opening(Step<E> step) throws IOException, E {
        boolean done = false;
        try {
            step.run();
            done = true;
        } finally {
            if (!done) {
                open.countDown();
            }
        }
    }

    /** Waits until Paho has come so far that it can be stopped. */
    void awaitOpen(Duration timeout) throws InterruptedException {
        open.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    void open() {
        open.countDown();
    }

    InputStream behind(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                pass();
                return watched(in::read);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                pass();
                return watched(() -> in.read(bytes, offset, length));
            }
        };
    }

    OutputStream opener(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                open();
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    letReaderSpeakFirst();
                    throw e;
                }
            }
        };
    }

    private interface Read {
        int run() throws IOException;
    }

    private int watched(Read read) throws IOException {
        int result = -1;
        try {
            result = read.run();
            return result;
        } finally {
            if (result < 0) {
                readEnded.countDown();
            }
        }
    }

    private void pass() throws InterruptedIOException {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the CONNECT to be sent");
        }
    }

    /** A write that fails says "broken pipe"; what can be read says why, a TLS alert for example. */
    private void letReaderSpeakFirst() throws InterruptedIOException {
        try {
            readEnded.await(READER_FIRST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted after a write that failed");
        }
    }
}
