package io.maskgate.daemon.contract;

import static io.maskgate.daemon.contract.Message.Kind.COMMAND;
import static io.maskgate.daemon.contract.Message.Kind.EVENT;
import static io.maskgate.daemon.contract.Message.Kind.NEWS;
import static io.maskgate.daemon.contract.Message.Kind.RETAINED;
import static io.maskgate.daemon.contract.Message.Kind.STATE;

import io.maskgate.daemon.camera.CameraState;
import java.util.List;

/**
 * Every message the gateway sends or obeys; one line each. A JSON message needs a record of its keys, each a
 * {@link Field}, beside this class.
 */
final class Messages {
    static final String GATEWAY = "{prefix}/{gateway}";
    static final String CAMERA = GATEWAY + "/cameras/{camera}";

    private static final String DEVICE = "/{camera}";
    private static final String COUNT = "\\d+";

    private Messages() {}

    static List<Message> all() {
        return List.of(
                Message.words(
                                "availability",
                                GATEWAY + "/availability",
                                RETAINED,
                                "Whether the gateway is there; offline is its will, and is answered where it comes late.",
                                "online",
                                "offline")
                        .alsoHeard(),
                Message.json("attributes", GATEWAY + "/attributes", RETAINED, "What the gateway is.", Attributes.class),
                Message.json("aggregates", GATEWAY + "/aggregates", EVENT, "Counts of an interval.", Aggregates.class),
                Message.words(
                        "cameraAvailability",
                        CAMERA + "/availability",
                        RETAINED,
                        "How the camera is.",
                        CameraState.class),
                Message.json("event", CAMERA + "/events", EVENT, "Something happened to a face.", Event.class),
                Message.form("people", CAMERA + "/counts/people", RETAINED, "Faces in view.", COUNT),
                Message.form("facemask", CAMERA + "/counts/facemask", RETAINED, "Of them, those with a mask.", COUNT),
                Message.form("noFacemask", CAMERA + "/counts/no_facemask", RETAINED, "Of them, those without.", COUNT),
                Message.form(
                        "compliance",
                        CAMERA + "/compliance",
                        RETAINED,
                        "Percent of the faces of the last minutes with a mask; unknown where there were none.",
                        "100|[1-9]?\\d|unknown"),
                Message.words(
                        "alarm",
                        CAMERA + "/alarm",
                        RETAINED,
                        "Whether too many go without a mask now; where an alarm is configured.",
                        "on",
                        "off"),
                Message.json("alarms", CAMERA + "/alarms", EVENT, "An alarm began or ended.", Alarm.class),
                Message.json("lines", CAMERA + "/lines", EVENT, "A face crossed a line.", Crossing.class),
                Message.json(
                                "instanceAsk",
                                GATEWAY + "/instance/ask",
                                EVENT,
                                "Asks, and is asked, who else speaks under this name.",
                                Instance.class)
                        .alsoHeard(),
                Message.json(
                                "instanceHere",
                                GATEWAY + "/instance/here",
                                EVENT,
                                "Says who speaks under this name: at each connection, and when asked.",
                                Instance.class)
                        .alsoHeard(),
                Message.words(
                        "setEnabled", CAMERA + "/set/enabled", COMMAND, "Switches a camera on or off.", "on", "off"),
                Message.form(
                        "doctor",
                        GATEWAY + "/doctor",
                        EVENT,
                        "Empty: maskgate doctor tries whether the broker takes a message.",
                        ""),
                Message.json(
                        "homeAssistant",
                        "{discovery}/device/{gateway}/config",
                        RETAINED,
                        "The gateway as a device of Home Assistant; where mqtt.home-assistant.enabled is on.",
                        HomeAssistantDevice.class),
                Message.words(
                        "homeAssistantStatus",
                        "{discovery}/status",
                        STATE,
                        "Home Assistant's birth, after which the device is described again, and its will; heard at homeassistant/status too.",
                        "online",
                        "offline"),
                sparkplug("NBIRTH", "", NEWS, "The gateway is there: all its metrics, with aliases.")
                        .alsoHeard(),
                sparkplug("NDATA", "", NEWS, "What of it changed."),
                sparkplug("NDEATH", "", EVENT, "It is gone: its will, and its goodbye, that with QoS 0."),
                sparkplug("NCMD", "", COMMAND, "Node Control/Rebirth asks for all births again."),
                sparkplug("DBIRTH", DEVICE, NEWS, "A camera can be asked: all its metrics, with aliases."),
                sparkplug("DDATA", DEVICE, NEWS, "What of it changed, and what changed while no host listened."),
                sparkplug("DDEATH", DEVICE, NEWS, "It is dark, or no more in the configuration."),
                sparkplug("DCMD", DEVICE, COMMAND, "Enabled switches the camera on or off."),
                Message.json(
                        "hostState",
                        "spBv1.0/STATE/{host}",
                        STATE,
                        "Whether the primary host is there; where mqtt.sparkplug.primary-host is set.",
                        HostState.class));
    }

    /** Its payload is described by Sparkplug B 3.0 and, metric by metric, in daemon/SPARKPLUG.md. */
    private static Message sparkplug(String type, String device, Message.Kind kind, String doc) {
        return Message.binary(
                "sparkplug" + type,
                "spBv1.0/{group}/" + type + "/{node}" + device,
                kind,
                doc + " Where mqtt.sparkplug.enabled is on.",
                "application/x-protobuf");
    }
}
