package io.maskgate.daemon.sparkplug;

import io.maskgate.daemon.config.TopicLevel;

/**
 * Topics of one edge node (Sparkplug 3.0, chapter 4).
 *
 * @param group one topic level
 * @param node one topic level; unique in the group
 */
public record Names(String group, String node) {
    private static final String NAMESPACE = "spBv1.0/";

    public Names {
        TopicLevel.check("group", group);
        TopicLevel.check("node", node);
    }

    /** Where the broker tells, by the will, that this node is gone. */
    public String death() {
        return node("NDEATH");
    }

    /** Where the node tells that it is there, and all it is. */
    public String birth() {
        return node("NBIRTH");
    }

    String data() {
        return node("NDATA");
    }

    String deviceBirth(String device) {
        return device("DBIRTH", device);
    }

    String deviceData(String device) {
        return device("DDATA", device);
    }

    String deviceDeath(String device) {
        return device("DDEATH", device);
    }

    /** Where commands to the node itself arrive. */
    public String commands() {
        return node("NCMD");
    }

    /** Where commands to all its devices arrive. */
    public String deviceCommands() {
        return node("DCMD") + "/+";
    }

    boolean isDeviceCommand(String topic) {
        return topic.startsWith(node("DCMD") + "/");
    }

    /** The device a topic of it is about: its last level. */
    static String device(String topic) {
        return topic.substring(topic.lastIndexOf('/') + 1);
    }

    /** Where a host application says whether it is there. */
    public static String state(String host) {
        return NAMESPACE + "STATE/" + host;
    }

    /** Everything the node and its devices say and hear, as a filter. */
    public String all() {
        return node("+") + "/#";
    }

    private String node(String type) {
        return NAMESPACE + group + "/" + type + "/" + node;
    }

    private String device(String type, String device) {
        TopicLevel.check("device", device);
        return node(type) + "/" + device;
    }
}
