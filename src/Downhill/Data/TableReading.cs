namespace Downhill;

/// <summary>
/// How the values of a training table were read, so that other tables are read in the same way. If it is present, two values of a category
/// or a class are the same if their text is.
/// </summary>
/// <param name="DecimalComma">Whether numbers have a comma before their fraction.</param>
/// <param name="Amounts">Whether numbers may be written as amounts.</param>
/// <param name="MissingOnly">Whether the model's own missing marks stand instead of the usual ones.</param>
public sealed record TableReading(bool DecimalComma = false, bool Amounts = false, bool MissingOnly = false);
