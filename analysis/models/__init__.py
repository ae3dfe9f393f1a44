"""The encoder and its heads: attribution, stance and sentence vectors, on ONNX Runtime."""
