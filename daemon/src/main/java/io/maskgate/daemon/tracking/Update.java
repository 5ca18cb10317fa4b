package io.maskgate.daemon.tracking;

import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.MaskEvent;
import java.util.List;

/**
 * What came of a look.
 *
 * @param events in the order to be published
 * @param counts faces in view: from the sighting that confirms one to its end
 * @param faces all those of the counts, in order of birth
 * @param unsure what has not been seen often enough to be a face, in order of birth
 * @param tracks to draw: confirmed faces seen in this look or the one before
 * @param newlyUndecided tracks of faces whose label was not sure in time, each named once
 * @param goneUndecided tracks of faces that are gone and never had a settled label
 * @param refused faces not tracked in this look because there were too many
 */
public record Update(
        List<MaskEvent> events,
        FaceCounts counts,
        List<TrackView> faces,
        List<TrackView> unsure,
        List<TrackView> tracks,
        List<String> newlyUndecided,
        List<String> goneUndecided,
        int refused) {
    public Update {
        events = List.copyOf(events);
        faces = List.copyOf(faces);
        unsure = List.copyOf(unsure);
        tracks = List.copyOf(tracks);
        newlyUndecided = List.copyOf(newlyUndecided);
        goneUndecided = List.copyOf(goneUndecided);
    }
}
