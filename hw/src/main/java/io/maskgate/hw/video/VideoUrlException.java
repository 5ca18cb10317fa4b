package io.maskgate.hw.video;

/** An address that cannot be read, for those who say so in words of their own. No part of it holds the address's secrets. */
public final class VideoUrlException extends VideoException {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;
    private final String remedy;

    VideoUrlException(String expected, String found, String remedy) {
        super(
                Reason.REFUSED_SCHEME,
                "video URL: expected " + expected + ", found " + found + (remedy.isEmpty() ? "" : "; " + remedy));
        this.expected = expected;
        this.found = found;
        this.remedy = remedy;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }

    /** Empty where it follows from the rest. */
    public String remedy() {
        return remedy;
    }
}
