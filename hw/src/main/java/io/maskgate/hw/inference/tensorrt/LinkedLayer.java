package io.maskgate.hw.inference.tensorrt;

/** What needs CUDA and TensorRT. */
interface LinkedLayer extends EngineMaker {
    /**
     * Forgets a lost device, so that loading can be tried again. It takes everything from everybody in this process: no
     * engine is open, built or loaded meanwhile.
     */
    void reset() throws NativeFault;
}
