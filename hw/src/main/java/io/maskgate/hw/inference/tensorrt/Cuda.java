package io.maskgate.hw.inference.tensorrt;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** The CUDA runtime's calls that engines need, with errors as exceptions. */
final class Cuda {
    private Cuda() {}

    /** @throws NativeFault unless the code is success */
    static void check(String what, int code) throws NativeFault {
        if (code != cudart.cudaSuccess) {
            throw fault(what + " failed", code);
        }
    }

    static NativeFault fault(String text, int code) {
        return new NativeFault(CudaErrors.kind(code), text(text, code));
    }

    /** The text, and CUDA's name of the error after it. */
    static String text(String text, int code) {
        return text + ": CUDA error " + code + " (" + name(code) + ")";
    }

    /** CUDA's last error of this thread, which is forgotten with this call unless the device is lost; 0 for none. */
    static int lastError() {
        return cudart.cudaGetLastError();
    }

    /** The error after which every call of the process fails, where that is how things stand; 0 where not. Does not wait. */
    static int lasting() {
        int code = cudart.cudaStreamQuery(null);
        cudart.cudaGetLastError();
        return CudaErrors.kind(code) == NativeFault.Kind.DEVICE_LOST ? code : cudart.cudaSuccess;
    }

    /** Makes the context of this process on the device, or finds the one that is there; a lost device says so here. */
    static void context() throws NativeFault {
        check("cudaSetDevice", cudart.cudaSetDevice(0));
        check("making the CUDA context", cudart.cudaFree(null));
    }

    private static String name(int code) {
        var text = cudart.cudaGetErrorName(code);
        return text == null || text.isNull() ? "unknown" : text.getString();
    }

    /** Not ordered with the default stream, which others of the process may use. */
    static CUstream_st stream(Owned owned) throws NativeFault {
        var stream = new CUstream_st();
        check("cudaStreamCreateWithFlags", cudart.cudaStreamCreateWithFlags(stream, cudart.cudaStreamNonBlocking));
        owned.add(() -> check("cudaStreamDestroy", cudart.cudaStreamDestroy(stream)));
        return stream;
    }

    /** To be waited for asleep: decoding needs the core that spinning would burn. */
    static CUevent_st event(Owned owned) throws NativeFault {
        var event = new CUevent_st();
        check(
                "cudaEventCreateWithFlags",
                cudart.cudaEventCreateWithFlags(event, cudart.cudaEventBlockingSync | cudart.cudaEventDisableTiming));
        owned.add(() -> check("cudaEventDestroy", cudart.cudaEventDestroy(event)));
        return event;
    }

    static Pointer deviceMemory(Owned owned, long bytes) throws NativeFault {
        var memory = new Pointer();
        check("cudaMalloc of " + bytes + " bytes", cudart.cudaMalloc(memory, bytes));
        owned.add(() -> check("cudaFree", cudart.cudaFree(memory)));
        return memory;
    }

    /** Memory of the host that the GPU copies from and to by itself. */
    static BytePointer pinnedMemory(Owned owned, long bytes) throws NativeFault {
        var memory = new Pointer();
        check("cudaHostAlloc of " + bytes + " bytes", cudart.cudaHostAlloc(memory, bytes, cudart.cudaHostAllocDefault));
        owned.add(() -> check("cudaFreeHost", cudart.cudaFreeHost(memory)));
        return new BytePointer(memory).capacity(bytes);
    }
}
