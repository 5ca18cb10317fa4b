package io.maskgate.hw.inference.tensorrt;

/** What this room needs of the machine, and the seam its tests script. */
interface NativeLayer extends LinkedLayer {
    /** Without loading anything that is linked against NVIDIA's libraries; may take seconds. */
    Gpu probe();

    /** Whether a GPU that is not found may be found later: its device is there, and its driver perhaps not yet. */
    boolean mayCome();
}
