package io.maskgate.daemon.camera;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.FrameTime;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.SourceStats;
import io.maskgate.hw.video.VideoException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A camera that does what a test wrote down, connection by connection; the last one's behaviour repeats. */
final class Script implements CameraStream.Opener {
    /** Frames cannot be scaled into images so wide. */
    static final int UNSCALABLE = 1;

    private final Deque<CameraStream.Opener> connections = new ArrayDeque<>();
    final AtomicInteger opens = new AtomicInteger();
    final AtomicInteger streams = new AtomicInteger();
    final AtomicInteger frames = new AtomicInteger();
    /** What its threads hang in, when they do. */
    volatile Optional<String> culprit = Optional.empty();

    /** Whether the process has no memory for its streams. */
    volatile boolean full;

    final List<Thread> stuck = new CopyOnWriteArrayList<>();
    /** What the streams have counted. */
    volatile SourceStats stats = troubles(0, 0, 0, 0);

    static SourceStats troubles(long concealed, long fallbacks, long timeJumps, long geometryChanges) {
        return new SourceStats(0, 0, 0, 0, 0, 0, 0, 0, concealed, fallbacks, timeJumps, geometryChanges);
    }

    /** Whether there is no room for previews. */
    volatile boolean tooLarge;
    /** How closely each step was to be looked at. */
    final List<Attention> attended = new CopyOnWriteArrayList<>();

    final List<Boolean> filtered = new CopyOnWriteArrayList<>();

    /** What one call of {@link CameraStream#next()} does. */
    interface Step {
        CameraStream.Next take(Cancellation cancellation);
    }

    Script connection(CameraStream.Opener opener) {
        connections.add(opener);
        return this;
    }

    /** A connection that takes these steps and then ends as a file does. */
    Script plays(Step... steps) {
        return connection(cancellation -> new Stream(cancellation, new ArrayDeque<>(List.of(steps))));
    }

    /** A connection that gives frames for ever, one each few milliseconds, until cancelled. */
    Script live() {
        return connection(cancellation -> new Stream(cancellation, new ArrayDeque<>()) {
            @Override
            public Next next() {
                await(new CountDownLatch(1), 5);
                return cancellation.cancelled()
                        ? new Next.Ended(Optional.of(fault(VideoException.Reason.CLOSED)))
                        : frame(System.nanoTime()).take(cancellation);
            }
        });
    }

    Script fails(VideoException.Reason reason) {
        return connection(_ -> {
            throw fault(reason);
        });
    }

    /** A native call that does not end, whatever anybody says, until the latch opens. */
    Script wedges(CountDownLatch until) {
        return connection(_ -> {
            hang(until);
            throw fault(VideoException.Reason.CLOSED);
        });
    }

    static VideoException fault(VideoException.Reason reason) {
        return new VideoException(reason, "scripted " + reason);
    }

    static void hang(CountDownLatch until) {
        boolean interrupted = false;
        while (until.getCount() > 0) {
            try {
                until.await();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static Step ends(VideoException.Reason reason) {
        return _ -> new CameraStream.Next.Ended(Optional.of(fault(reason)));
    }

    static Step lost(String reason, int count) {
        return _ -> new CameraStream.Next.Lost(reason, count);
    }

    static Step passed(long nanos) {
        return _ -> new CameraStream.Next.Passed(nanos);
    }

    Step frame(long nanos) {
        return frame(nanos, 64, 32);
    }

    Step frame(long nanos, int width, int height) {
        return _ -> {
            frames.incrementAndGet();
            return new CameraStream.Next.Picture(new Frame(Room.at(nanos), width, height));
        };
    }

    @Override
    public CameraStream open(Cancellation cancellation) throws VideoException {
        opens.incrementAndGet();
        CameraStream.Opener next;
        synchronized (this) {
            next = connections.size() > 1 ? connections.removeFirst() : connections.getFirst();
        }
        var stream = next.open(cancellation);
        streams.incrementAndGet();
        return stream;
    }

    @Override
    public Optional<String> stuck(Thread thread) {
        stuck.add(thread);
        return culprit;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    private static void await(CountDownLatch latch, long millis) {
        try {
            latch.await(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private class Stream implements CameraStream {
        private final Cancellation cancellation;
        private final Deque<Step> steps;

        Stream(Cancellation cancellation, Deque<Step> steps) {
            this.cancellation = cancellation;
            this.steps = steps;
        }

        @Override
        public String codec() {
            return "script";
        }

        @Override
        public String decoder() {
            return "script";
        }

        @Override
        public SourceStats stats() {
            return stats;
        }

        @Override
        public void attend(Attention attention) {
            attended.add(attention);
        }

        @Override
        public void loopFilter(boolean on) {
            filtered.add(on);
        }

        @Override
        public Next next() {
            var step = steps.pollFirst();
            return step == null ? new Next.Ended(Optional.empty()) : step.take(cancellation);
        }

        @Override
        public void close() {
            streams.decrementAndGet();
        }
    }

    private final class Frame implements CameraStream.Frame {
        private final FrameTime time;
        private final int width;
        private final int height;

        Frame(FrameTime time, int width, int height) {
            this.time = time;
            this.width = width;
            this.height = height;
        }

        @Override
        public FrameTime time() {
            return time;
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public int height() {
            return height;
        }

        @Override
        public int seenWidth() {
            return width;
        }

        @Override
        public int seenHeight() {
            return height;
        }

        @Override
        public void scaleInto(InputImage image) {
            if (image.width() == UNSCALABLE) {
                throw new IllegalStateException("scripted: no scaling to this width");
            }
            image.pixels().put(0, (byte) 1);
        }

        @Override
        public void copyInto(RgbPicture target) {
            target.fill(0, 0, 1, 1, 0x010203);
        }

        @Override
        public byte[] jpeg(List<TrackView> tracks) {
            if (tooLarge) {
                throw new OutOfMemoryError("scripted");
            }
            return new byte[] {1};
        }

        /** Shows when it was taken and how many faces were covered. */
        @Override
        public CameraStream.Kept keep() {
            return (_, faces, _) -> Optional.of(new byte[] {(byte) time.monotonicNanos(), (byte) faces.size()});
        }

        @Override
        public void close() {
            frames.decrementAndGet();
        }
    }
}
