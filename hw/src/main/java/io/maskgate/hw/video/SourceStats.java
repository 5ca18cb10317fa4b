package io.maskgate.hw.video;

/**
 * Counts since the source was opened.
 *
 * @param packets video packets read
 * @param keyPackets of them, those at which decoding can begin
 * @param left packets that were never decoded because nobody needed their pictures
 * @param forwarded pictures decoded only for the sake of later ones
 * @param pictures pictures handed out
 * @param corruptPackets packets dropped because transport or container marked them damaged
 * @param decodeErrors packets the decoder refused
 * @param corruptFrames pictures dropped because the decoder marked them damaged
 * @param concealed pictures handed out although parts were guessed by the decoder
 * @param fallbacks times a hardware decoder failed, or could not be opened, and software took its place
 * @param timeJumps times the time stamps jumped, or packets came later than is made up for, and were anchored anew
 * @param geometryChanges changes of size, pixel format or codec mid-stream
 */
public record SourceStats(
        long packets,
        long keyPackets,
        long left,
        long forwarded,
        long pictures,
        long corruptPackets,
        long decodeErrors,
        long corruptFrames,
        long concealed,
        long fallbacks,
        long timeJumps,
        long geometryChanges) {}
