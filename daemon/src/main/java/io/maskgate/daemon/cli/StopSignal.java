package io.maskgate.daemon.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * SIGTERM, SIGINT and, where asked for, SIGHUP as something to wait for, instead of the JVM's own shutdown: that would take the log away at once
 * and end with 143, which service managers take for a failure. Further signals to stop change nothing; further ones to reload
 * count once while one waits. Closing gives the signals
 * back to the JVM; but once the process was asked to stop, hang-ups are ignored for good: one that
 * comes late would otherwise end an orderly stop with 129.
 *
 * <p>Where the JVM does not let its signals be handled, its shutdown waits until this is closed.
 */
final class StopSignal implements AutoCloseable {
    private static final List<String> STOP = List.of("TERM", "INT");
    private static final String RELOAD = "HUP";

    /** What the process was asked. */
    enum Asked {
        STOP,
        RELOAD
    }

    private final CountDownLatch asked = new CountDownLatch(1);
    /** Holds a permit when there is something to do: to stop for ever, or to reload once. */
    private final Semaphore news = new Semaphore(0);

    private final AtomicBoolean reload = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Runnable atStop;
    private final List<Runnable> restore = new ArrayList<>();

    private StopSignal(Runnable atStop) {
        this.atStop = atStop;
    }

    /** SIGHUP stays the JVM's, which ends on it. */
    static StopSignal listen() {
        return listen(STOP, () -> {});
    }

    /** @param atStop done at once when the process is asked to stop, whoever waits for what; must not block */
    static StopSignal listenToReloads(Runnable atStop) {
        return listen(Stream.concat(STOP.stream(), Stream.of(RELOAD)).toList(), atStop);
    }

    private static StopSignal listen(List<String> names, Runnable atStop) {
        var signal = new StopSignal(atStop);
        try {
            for (var name : names) {
                signal.handle(name);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException _) {
            signal.waitAtShutdown();
        }
        return signal;
    }

    /** Without a link to {@code sun.misc}, which the compiler rightly warns of; there is no other way to a signal. */
    private void handle(String name) throws ReflectiveOperationException {
        var type = Class.forName("sun.misc.Signal");
        var handlerType = Class.forName("sun.misc.SignalHandler");
        var signal = type.getConstructor(String.class).newInstance(name);
        var handle = type.getMethod("handle", type, handlerType);
        var handler = Proxy.newProxyInstance(
                StopSignal.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        heard(name);
                    }
                    return method.getReturnType() == boolean.class
                            ? (Object) (proxy == arguments[0])
                            : method.getReturnType() == int.class ? (Object) name.hashCode() : name;
                });
        try {
            var former = handle.invoke(null, signal, handler);
            var ignore = handlerType.getField("SIG_IGN").get(null);
            restore.add(() -> {
                boolean late = name.equals(RELOAD) && asked.getCount() == 0;
                try {
                    handle.invoke(null, signal, late ? ignore : former);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            });
        } catch (InvocationTargetException e) {
            // The JVM was told to leave this signal alone.
            throw new IllegalArgumentException(e.getCause());
        }
    }

    private void waitAtShutdown() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            heard("TERM");
                            try {
                                done.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "stop"));
    }

    private void heard(String name) {
        if (!name.equals(RELOAD)) {
            atStop.run();
            asked.countDown();
            news.release();
        } else if (reload.compareAndSet(false, true)) {
            news.release();
        }
    }

    /** Waits for the next thing asked; to stop goes before to reload, and is answered for ever. */
    Asked next() throws InterruptedException {
        while (true) {
            news.acquire();
            if (asked.getCount() == 0) {
                news.release();
                return Asked.STOP;
            }
            if (reload.compareAndSet(true, false)) {
                return Asked.RELOAD;
            }
        }
    }

    /** Waits until the process is asked to stop. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** Waits until the process is asked to stop, or the time is over. */
    void await(Duration time) throws InterruptedException {
        asked.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        restore.forEach(Runnable::run);
        restore.clear();
        done.countDown();
    }
}
