package dev.gantry.sample.parameters;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Matches;
import dev.gantry.api.schema.Range;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the label of a parcel. */
@TaskType(id = "label.write", title = "Write the label of a parcel")
public final class Label implements Task<Label.Parcel, Label.Text> {

    /** How fast it goes. */
    public enum Speed {
        /** When there is room. */
        NORMAL,
        /** First. */
        EXPRESS
    }

    /** Where it goes: a record inside a record. */
    public record Address(
            @Length(min = 1, max = 60) String name,
            String town,
            @Doc("Five digits") @Matches("[0-9]{5}") String code) {}

    /** What the form, the schema, the command line and the check at submit are made from. */
    public record Parcel(
            @Doc("Who gets it") Address to,
            @Doc("What is in it") @Length(min = 1, max = 20) List<String> items,
            @Doc("In grams") @Range(min = 1, max = 30_000) int weight,
            @Doc("How fast it goes") @Default("NORMAL") Speed speed,
            @Doc("How long it may lie in the depot") @Default("P7D") Duration keep,
            @Doc("What the carrier should know") Optional<String> note) {}

    /** The label, and until when it is good. */
    public record Text(List<String> lines, Instant goodUntil) {}

    @Override
    public Text run(Parcel parcel, TaskContext context) {
        List<String> lines =
                List.of(
                        parcel.to().name(),
                        parcel.to().code() + " " + parcel.to().town(),
                        parcel.speed() + ", " + parcel.items().size() + " items",
                        parcel.note().orElse("-"));
        return new Text(lines, context.clock().instant().plus(parcel.keep()));
    }
}
