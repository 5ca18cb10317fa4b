package io.maskgate.daemon.privacy;

/**
 * Why something may not leave.
 *
 * @param code one word or two, the same for every refusal of this kind
 * @param title the same in words
 * @param detail what was refused, by which key of the configuration, and the remedy
 */
public record Refusal(String code, String title, String detail) {}
