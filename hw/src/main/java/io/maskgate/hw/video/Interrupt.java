package io.maskgate.hw.video;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;

/**
 * FFmpeg's interrupt callback of one source: ends a blocking call when the deadline has passed or the source was
 * cancelled, and what has it take more memory than the process has.
 *
 * <p>The callback is a foreign-function stub and not JavaCPP's function pointer, because JavaCPP holds at most ten
 * instances of one callback type and hands out a null function for the eleventh camera. The stub must outlive the
 * format context it is attached to.
 */
@SuppressWarnings("restricted")
final class Interrupt implements AutoCloseable {
    private static final long CALLBACK_STRUCT_BYTES = 2 * ValueLayout.ADDRESS.byteSize();

    private static final long LOOK_NANOS = 100_000_000;
    /**
     * So many turns in so short a time are a loop, also of one that has a fifth of a slow core: a packet of UDP takes three, and
     * no camera sends 10,000 of them, 14 MB, in a second, however large a key frame is.
     */
    private static final int LOOP = 30_000;

    private static final long LOOP_NANOS = 1_000_000_000;
    /** From breath to breath: ten packets, more than a line of 100 Mbit/s brings meanwhile. */
    private static final int STRIDE = 30;

    private static final long BREATH_NANOS = 1_000_000;

    private final Arena arena = Arena.ofShared();
    private final MediaClock clock;
    private final Cancellation cancellation;
    private volatile long deadline;
    private volatile boolean leaving;
    private final BooleanSupplier full;
    private volatile long looked;
    private volatile boolean starved;
    private final boolean datagrams;
    private long turnsSince;
    private int turns;
    private boolean loops;

    Interrupt(MediaClock clock, Cancellation cancellation) {
        this(clock, cancellation, () -> false, false);
    }

    Interrupt(MediaClock clock, Cancellation cancellation, BooleanSupplier full) {
        this(clock, cancellation, full, false);
    }

    /**
     * @param datagrams whether FFmpeg waits for UDP: where a socket holds an error, as of a camera without RTCP, FFmpeg does
     *     not wait but turns in a loop, of which each turn comes by here
     * @param full whether the process has no memory left for what is read; asked ten times a second at most
     */
    private Interrupt(MediaClock clock, Cancellation cancellation, BooleanSupplier full, boolean datagrams) {
        this.datagrams = datagrams;
        this.clock = clock;
        this.cancellation = cancellation;
        this.full = full;
        this.deadline = clock.nanos();
        this.looked = deadline;
        this.turnsSince = deadline;
    }

    /** Of this source: what an index or a playlist speaks of may grow without end in FFmpeg's hands, streams may not. */
    static Interrupt of(VideoSpec spec, MediaClock clock, Cancellation cancellation) {
        BooleanSupplier full = switch (spec.url().containers()) {
            case FILE, PLAYLIST -> MemoryBound::isExceeded;
            case RTSP, LOCAL, STREAM -> () -> false;
        };
        boolean datagrams = spec.url().scheme() == VideoUrl.Scheme.RTSP && spec.transport() == Transport.UDP;
        return new Interrupt(clock, cancellation, full, datagrams);
    }

    /** Puts the callback in {@code format}, before it is opened. */
    void attach(AVFormatContext format) {
        try {
            var check = MethodHandles.lookup()
                    .findVirtual(Interrupt.class, "check", MethodType.methodType(int.class, MemorySegment.class))
                    .bindTo(this);
            var stub = Linker.nativeLinker()
                    .upcallStub(check, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS), arena);
            var struct = MemorySegment.ofAddress(format.interrupt_callback().address())
                    .reinterpret(CALLBACK_STRUCT_BYTES);
            struct.set(ValueLayout.ADDRESS, 0, stub);
            struct.set(ValueLayout.ADDRESS, ValueLayout.ADDRESS.byteSize(), MemorySegment.NULL);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the interrupt callback is not accessible", e);
        }
    }

    /** Calls that start now must end within {@code limit}. */
    void within(Duration limit) {
        within(limit.toNanos());
    }

    void within(long nanos) {
        deadline = clock.nanos() + nanos;
    }

    /** Until the deadline, at least a millisecond. */
    Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, deadline - clock.nanos()));
    }

    /**
     * Says goodbye, which must end within {@code limit} and is not ended by cancelling: a camera that is not told keeps the
     * session until it times out, and many have few. The deadline is the one before again afterwards.
     */
    void farewell(Duration limit, Runnable goodbye) {
        long before = deadline;
        within(limit);
        leaving = true;
        try {
            goodbye.run();
        } finally {
            leaving = false;
            deadline = before;
        }
    }

    Cancellation cancellation() {
        return cancellation;
    }

    boolean cancelled() {
        return cancellation.cancelled();
    }

    /** Whether a call was ended since there was no memory left; then all later ones end too. */
    boolean starved() {
        return starved;
    }

    private boolean starves() {
        if (!starved && clock.nanos() - looked >= LOOK_NANOS) {
            looked = clock.nanos();
            starved = full.getAsBoolean();
        }
        return starved;
    }

    /** Whether a call must end now. */
    boolean due() {
        return cancellation.cancelled() && !leaving || clock.nanos() - deadline >= 0;
    }

    /**
     * A thread's breath now and then in a loop that waits for nothing. Such a loop goes on with the connection; before it, no
     * packet is held up: the kernel keeps 180 of them where nobody allowed it more, and drops the others.
     */
    private void breathe() {
        turns++;
        if (loops) {
            if (turns % STRIDE == 0) {
                LockSupport.parkNanos(BREATH_NANOS);
            }
        } else if (turns == LOOP) {
            long now = clock.nanos();
            loops = now - turnsSince < LOOP_NANOS;
            turnsSince = now;
            turns = 0;
        }
    }

    /** Called by FFmpeg, many times a second while it waits; an exception here would end the process. */
    int check(MemorySegment unused) {
        try {
            if (datagrams) {
                breathe();
            }
            return due() || !leaving && starves() ? 1 : 0;
        } catch (RuntimeException | Error e) {
            return 1;
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
