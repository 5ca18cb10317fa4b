package io.maskgate.hw.inference.tensorrt;

/** What needs CUDA and TensorRT. */
interface LinkedLayer extends EngineMaker {
    /**
     * To be called before anything is built or loaded: what stands in the way of the device, such as memory that is short or
     * a fault of earlier, has its number here, and comes out of TensorRT as any sentence.
     */
    void context() throws NativeFault;

    /**
     * Forgets a lost device, so that loading can be tried again. It takes everything from everybody in this process: no
     * engine is open, built or loaded meanwhile.
     */
    void reset() throws NativeFault;
}
