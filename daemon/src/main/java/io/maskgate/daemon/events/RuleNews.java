package io.maskgate.daemon.events;

import java.util.Optional;
import java.util.OptionalInt;

/** What a camera's rules have to tell. */
public sealed interface RuleNews permits AlarmEvent, LineCrossing, RuleNews.AlarmState, RuleNews.ComplianceRate {
    String camera();

    /**
     * Whether there is an alarm now.
     *
     * @param on empty where the camera has no alarm configured
     */
    record AlarmState(String camera, Optional<Boolean> on) implements RuleNews {}

    /**
     * The share of faces with a mask within the window.
     *
     * @param percent 0 to 100; empty where no face with a settled label was seen
     */
    record ComplianceRate(String camera, OptionalInt percent) implements RuleNews {}
}
