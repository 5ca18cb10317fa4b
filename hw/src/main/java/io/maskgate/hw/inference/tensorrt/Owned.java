package io.maskgate.hw.inference.tensorrt;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.nvinfer.INoCopy;
import org.bytedeco.tensorrt.nvonnxparser.IParser;
import org.jspecify.annotations.Nullable;

/**
 * Native things and how each is given back, newest first.
 *
 * <p>TensorRT 10 has no {@code destroy()} any more: its objects are deleted through their virtual destructors, which the
 * Java classes do not offer. What {@code delete} compiles to under the Itanium C++ ABI (Linux on x86-64 and arm64) is a
 * call of the deleting destructor, the second of the destructor's two slots in the table that the object's first word
 * points to. {@code INoCopy} declares its destructor first; {@code IParser} declares it ninth.
 */
final class Owned implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Owned.class.getName());
    private static final int FIRST_DECLARED = 1;
    private static final int NINTH_DECLARED = 9;

    private final Deque<Release> releases = new ArrayDeque<>();

    /** Gives one thing back. */
    interface Release {
        void run() throws NativeFault;
    }

    void add(Release release) {
        releases.push(release);
    }

    /** @throws NativeFault {@code what} failed, when there is no object */
    <T extends INoCopy> T add(@Nullable T object, String what, TrtCall call) throws NativeFault {
        return add(object, FIRST_DECLARED, what, call);
    }

    /** @throws NativeFault {@code what} failed, when there is no object */
    IParser add(@Nullable IParser object, String what, TrtCall call) throws NativeFault {
        return add(object, NINTH_DECLARED, what, call);
    }

    private <T extends Pointer> T add(@Nullable T object, int slot, String what, TrtCall call) throws NativeFault {
        if (object == null || object.isNull()) {
            throw call.fault(what);
        }
        add(() -> delete(object, slot));
        return object;
    }

    @SuppressWarnings("restricted")
    private static void delete(Pointer object, int slot) {
        var self = MemorySegment.ofAddress(object.address());
        var table = self.reinterpret(ValueLayout.ADDRESS.byteSize()).get(ValueLayout.ADDRESS, 0);
        var destructor =
                table.reinterpret((slot + 1) * ValueLayout.ADDRESS.byteSize()).getAtIndex(ValueLayout.ADDRESS, slot);
        var call = Linker.nativeLinker().downcallHandle(destructor, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
        try {
            call.invokeExact(self);
        } catch (Throwable t) {
            throw new IllegalStateException("a destructor cannot be called", t);
        }
    }

    /** A thing that cannot be given back, as after the loss of the device, does not keep the others. */
    @Override
    public void close() {
        while (!releases.isEmpty()) {
            try {
                releases.pop().run();
            } catch (NativeFault e) {
                LOG.log(System.Logger.Level.DEBUG, "not given back: {0}", e.getMessage());
            }
        }
    }
}
