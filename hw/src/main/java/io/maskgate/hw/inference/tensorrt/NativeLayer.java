package io.maskgate.hw.inference.tensorrt;

/** What this room needs of the machine, and the seam its tests script. */
interface NativeLayer extends EngineMaker {
    /** Without loading anything that is linked against NVIDIA's libraries; may take seconds. */
    Gpu probe();

    /** Whether a GPU that is not found may be found later: its device is there, and its driver perhaps not yet. */
    boolean mayCome();

    /** How often the device was reset. */
    long epoch();

    /**
     * Forgets a device that was lost, so that loading can be tried again; does nothing when somebody else has done so since.
     * Waits for other engines of this process to be closed, some seconds at most.
     *
     * @param lostIn the {@link #epoch} in which it was lost
     * @throws NativeFault also when others still use it; then it is to be tried again later
     */
    void reset(long lostIn) throws NativeFault;
}
