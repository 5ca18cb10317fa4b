package io.maskgate.daemon.sparkplug;

import io.maskgate.daemon.sparkplug.Measure.Kind;

/** What the node tells of itself: its metrics in the order of their aliases. */
enum Property {
    VERSION("Properties/Version", Kind.TEXT),
    MODEL("Properties/Model", Kind.TEXT),
    ENGINE("Properties/Engine", Kind.TEXT),
    PRIVACY("Properties/Privacy", Kind.TEXT),
    CONFIGURED("Cameras/Configured", Kind.WHOLE),
    ONLINE("Cameras/Online", Kind.WHOLE);

    final String text;
    final Kind kind;

    Property(String text, Kind kind) {
        this.text = text;
        this.kind = kind;
    }

    /** Before those of the devices. */
    long alias() {
        return ordinal() + 1L;
    }
}
