using System.Text.Json.Nodes;

namespace Downhill;

/// <summary>Models as text: the notation of the command line, and JSON.</summary>
public static class ModelDescription
{
    extension(Model)
    {
        /// <summary>
        /// Reads a chain in the notation of the command line, <c>linear 64, relu, linear</c>. A last <c>linear</c> without outputs gets the
        /// number that is needed, and rows of several axes are flattened first unless the chain does so itself or has a layer for images.
        /// </summary>
        /// <exception cref="DownhillException">The text is no chain of layers; the message says where.</exception>
        public static Model Parse(string layers, Shape input, int outputs)
        {
            JsonArray chain = Notation.Chain(layers);
            if (chain.Count == 0)
                throw new DownhillException("The model has no layers; the simplest one is \"linear\".");
            if (chain.LastOrDefault(layer => (string?)layer!["type"] == "linear") is JsonObject last)
                last.TryAdd("outputs", outputs);
            if (input.Rank > 1 && !chain.Any(layer => (string?)layer!["type"] == "flatten") && !HoldsImageLayer(chain))
                chain.Insert(0, new JsonObject { ["type"] = "flatten" });
            var model = new JsonObject
            {
                ["input"] = new JsonArray([.. input.Select(extent => (JsonNode)extent)]),
                ["layers"] = chain,
            };
            return Description.Read<Model>(model.ToJsonString(), $"The model \"{layers}\"");
        }

        /// <summary>Reads a description from JSON: <c>{"input": [2], "layers": [{"type": "linear", "outputs": 2}]}</c>.</summary>
        /// <exception cref="DownhillException">
        /// The text is no model; the message starts with <paramref name="source"/> and says where.
        /// </exception>
        public static Model FromJson(string json, string source = "the model")
        {
            var model = Description.Read<Model>(json, source);
            if (model.Layers.IsEmpty)
                throw new DownhillException($"{source} has no layers; the simplest one is {{\"type\": \"linear\", \"outputs\": 1}}.");
            try
            {
                _ = model.Parameters().Count();
                return model;
            }
            catch (DownhillException error)
            {
                throw new DownhillException($"{source}: {error.Message}", error);
            }
        }
    }

    /// <summary>Writes the description as JSON.</summary>
    public static string ToJson(this Model model) => Description.Write(model);

    private static bool HoldsImageLayer(JsonNode? node) => node switch
    {
        JsonArray list => list.Any(HoldsImageLayer),
        JsonObject layer => layer.Any(member => member.Key == "type"
            ? Catalog.Layers.Entries.Any(entry => entry.IsForImages && entry.Name == (string?)member.Value)
            : HoldsImageLayer(member.Value)),
        _ => false,
    };
}
