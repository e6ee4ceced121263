using Downhill.Peers;

// "torchsharp" or "onnxruntime", and the number of threads: answers lines of JSON as worker.py does.
if (args is not [string name, string count] || !int.TryParse(count, out int threads))
    return 2;
if (name == "torchsharp")
    Worker.Serve(TorchSharpPeer.About(threads), TorchSharpPeer.Prepare);
else
    Worker.Serve(OnnxRuntimePeer.About(threads), work => OnnxRuntimePeer.Prepare(work, threads));
return 0;
