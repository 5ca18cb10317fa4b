package io.maskgate.daemon.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and SIGINT as something to wait for, instead of the JVM's own shutdown: that would take the log away at once
 * and end with 143, which service managers take for a failure. Further signals change nothing. Closing gives the signals
 * back to the JVM.
 *
 * <p>Where the JVM does not let its signals be handled, its shutdown waits until this is closed.
 */
final class StopSignal implements AutoCloseable {
    private static final List<String> NAMES = List.of("TERM", "INT");

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<Runnable> restore = new ArrayList<>();

    static StopSignal listen() {
        var signal = new StopSignal();
        try {
            for (var name : NAMES) {
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
                        asked.countDown();
                    }
                    return method.getReturnType() == boolean.class
                            ? (Object) (proxy == arguments[0])
                            : method.getReturnType() == int.class ? (Object) name.hashCode() : name;
                });
        try {
            var former = handle.invoke(null, signal, handler);
            restore.add(() -> {
                try {
                    handle.invoke(null, signal, former);
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
                            asked.countDown();
                            try {
                                done.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "stop"));
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
