package io.maskgate.daemon.rules;

import io.maskgate.daemon.config.RuleKeys;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/**
 * Times of the week without alarms. Begin and end are times of the wall clock: on a day on which the clock is moved, quiet
 * hours over that moment are an hour longer or shorter, and a time that the clock leaves out is the one it jumps to.
 */
record QuietTimes(List<RuleKeys.QuietHours> hours, ZoneId zone) {
    QuietTimes {
        hours = List.copyOf(hours);
    }

    /** Whether it is quiet, so that there are no alarms. */
    boolean quiet(Instant now) {
        return hours.stream().anyMatch(each -> covers(each, now));
    }

    /** Whether it is so quiet that not even events are told. */
    boolean silent(Instant now) {
        return hours.stream().anyMatch(each -> !each.events() && covers(each, now));
    }

    /** Quiet hours are at most a day long, so that only those that began today or yesterday can cover a moment. */
    private boolean covers(RuleKeys.QuietHours each, Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return covers(each, today, now) || covers(each, today.minusDays(1), now);
    }

    private boolean covers(RuleKeys.QuietHours each, LocalDate day, Instant now) {
        if (!each.days().days().contains(day.getDayOfWeek())) {
            return false;
        }
        LocalDate last = each.to().isAfter(each.from()) ? day : day.plusDays(1);
        return !now.isBefore(moment(day.atTime(each.from()))) && now.isBefore(moment(last.atTime(each.to())));
    }

    /** One that the clock leaves out is the jump, whereas Java takes it for later by as much as is left out. */
    private Instant moment(LocalDateTime local) {
        var moved = zone.getRules().getTransition(local);
        return moved != null && moved.isGap()
                ? moved.getInstant()
                : local.atZone(zone).toInstant();
    }
}
