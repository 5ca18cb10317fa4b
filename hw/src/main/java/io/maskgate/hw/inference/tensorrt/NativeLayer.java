package io.maskgate.hw.inference.tensorrt;

/** What this room needs of the machine, and the seam its tests script. */
interface NativeLayer extends LinkedLayer {
    /** Without loading anything that is linked against NVIDIA's libraries; may take seconds. */
    Gpu probe();
}
