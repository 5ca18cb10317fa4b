package io.maskgate.daemon.rollout;

/** Where threads come from. */
interface Threads {
    /** Those of this process, which end with it. */
    Threads OWN = (name, work) -> Thread.ofPlatform().daemon().name(name).start(work);

    /** @throws OutOfMemoryError when there is none left, as at the service's limit of tasks; nothing was started then */
    void start(String name, Runnable work);
}
