"""Networks that read series: text, sound, measurements over time."""

from __future__ import annotations

from tests.zoo.sheet import Sheet, conv, dense, drop, known, pool, recurrent, reshape


@known("LSTM that forecasts", family="recurrent-forecast")
def lstm_forecast(s: Sheet) -> None:
    x = s.row(s.series(60, 1), recurrent("LSTM", 50, steps=True), drop(0.2))
    s.output(s.row(x, recurrent("LSTM", 50), drop(0.2), dense(1)))


@known("GRU that forecasts", family="recurrent-forecast")
def gru_forecast(s: Sheet) -> None:
    s.output(s.row(s.series(120, 14), recurrent("GRU", 32), dense(1)))


@known("Stacked GRU that forecasts", family="recurrent-forecast")
def stacked_gru(s: Sheet) -> None:
    x = s.row(s.series(120, 14), recurrent("GRU", 32, steps=True), recurrent("GRU", 64))
    s.output(s.row(x, dense(32), "ReLU", dense(24)))


@known("LSTM that reads reviews", family="recurrent-text")
def lstm_text(s: Sheet) -> None:
    x = s.row(s.series(200, 100), recurrent("LSTM", 64, both=True), dense(64), "ReLU", drop(0.5))
    s.output(s.row(x, dense(1), "Sigmoid"))


@known("Two LSTM that read reviews", family="recurrent-text")
def two_lstm_text(s: Sheet) -> None:
    x = s.row(s.series(200, 100), recurrent("LSTM", 64, steps=True, both=True))
    s.output(s.row(x, recurrent("LSTM", 32, both=True), dense(64), "ReLU", dense(1), "Sigmoid"))


@known("GRU that tags words", family="recurrent-tags")
def gru_tags(s: Sheet) -> None:
    x = s.row(s.series(50, 100), drop(0.1), recurrent("GRU", 100, steps=True, both=True), drop(0.1))
    s.output(s.row(x, dense(50), "ReLU", dense(9), "Softmax"))


@known("LSTM that writes letters", family="recurrent-letters")
def lstm_letters(s: Sheet) -> None:
    x = s.row(s.series(40, 60), recurrent("LSTM", 256, steps=True), drop(0.2))
    x = s.row(x, recurrent("LSTM", 256, steps=True), drop(0.2), dense(60), "Softmax")
    s.output(x)


@known("Text by convolutions", family="text-cnn")
def text_cnn(s: Sheet) -> None:
    x = s.series(60, 300)
    ways = [s.row(x, conv(100, size), "ReLU", "GlobalMaxPool") for size in (3, 4, 5)]
    s.output(s.row(s.concatenate(*ways), drop(0.5), dense(2), "Softmax"))


@known("Temporal convolutional network", family="tcn")
def tcn(s: Sheet) -> None:
    x = s.series(256, 8)
    for number, rate in enumerate((1, 2, 4, 8)):
        y = s.row(x, conv(32, 3, dilation=rate), "ReLU", drop(0.2))
        y = s.row(y, conv(32, 3, dilation=rate), "ReLU", drop(0.2))
        x = s.put("ReLU", s.add(y, x if number else s.put(conv(32, 1), x)))
    s.output(s.put(dense(1), x))


@known("WaveNet", family="wavenet")
def wavenet(s: Sheet) -> None:
    x, aside = s.put(conv(32, 1), s.signal(1, 1024)), []
    for rate in (1, 2, 4, 8):
        filtered = s.row(x, conv(32, 2, dilation=rate), "Tanh")
        gate = s.row(x, conv(32, 2, dilation=rate), "Sigmoid")
        y = s.multiply(filtered, gate)
        aside.append(s.put(conv(64, 1), y))
        x = s.add(x, s.put(conv(32, 1), y))
    s.output(s.row(s.add(*aside), "ReLU", conv(64, 1), "ReLU", conv(256, 1), "Softmax"))


@known("Convolutions before an LSTM", family="cnn-lstm")
def cnn_lstm(s: Sheet) -> None:
    x = s.row(s.series(128, 9), conv(64), "ReLU", conv(64), "ReLU", drop(0.5), pool())
    s.output(s.row(x, recurrent("LSTM", 100), drop(0.5), dense(100), "ReLU", dense(6), "Softmax"))


@known("DeepConvLSTM", family="cnn-lstm")
def deep_conv_lstm(s: Sheet) -> None:
    x = s.series(24, 113)
    for _ in range(4):
        x = s.row(x, conv(64, 5), "ReLU")
    x = s.row(x, recurrent("LSTM", 128, steps=True), drop(), recurrent("LSTM", 128), drop())
    s.output(s.row(x, dense(18), "Softmax"))


@known("Reader of lines of text", family="crnn")
def crnn(s: Sheet) -> None:
    x = s.row(s.image(1, 32, 128), conv(64), "ReLU", pool(), conv(128), "ReLU", pool(), conv(256))
    x = s.row(x, "BatchNorm", "ReLU", reshape(32, 2048), dense(64), "ReLU")
    x = s.row(x, recurrent("LSTM", 128, steps=True, both=True))
    x = s.row(x, recurrent("LSTM", 64, steps=True, both=True), dense(80), "LogSoftmax")
    s.output(x)


@known("Deep Speech", family="speech")
def deep_speech(s: Sheet) -> None:
    x = s.series(300, 494)
    for _ in range(3):
        x = s.row(x, dense(1024), "ReLU", drop(0.1))
    x = s.row(x, recurrent("LSTM", 1024, steps=True, both=True), dense(1024), "ReLU", dense(29))
    s.output(s.put("LogSoftmax", x))


@known("Fully convolutional network for series", family="fcn-series")
def fcn_series(s: Sheet) -> None:
    x = s.signal(1, 500)
    for filters, size in ((128, 8), (256, 5), (128, 3)):
        x = s.row(x, conv(filters, size), "BatchNorm", "ReLU")
    s.output(s.row(x, "GlobalAvgPool", dense(2), "Softmax"))


@known("LSTM-FCN", family="fcn-series")
def lstm_fcn(s: Sheet) -> None:
    first = s.series(128, 3)
    x = first
    for filters, size in ((128, 8), (256, 5), (128, 3)):
        x = s.row(x, conv(filters, size), "BatchNorm", "ReLU")
    other = s.row(first, recurrent("LSTM", 8), drop(0.8))
    s.output(s.row(s.concatenate(s.put("GlobalAvgPool", x), other), dense(5), "Softmax"))


@known("Raw sound by convolutions", family="raw-sound")
def raw_sound(s: Sheet) -> None:
    x = s.row(s.signal(1, 8000), conv(128, 80, 4), "BatchNorm", "ReLU", pool(size=4))
    for filters in (128, 256, 512):
        x = s.row(x, conv(filters), "BatchNorm", "ReLU", pool(size=4))
    s.output(s.row(x, "GlobalAvgPool", dense(10), "Softmax"))


@known("InceptionTime", family="inception-time")
def inception_time(s: Sheet) -> None:
    first = s.signal(1, 512)
    x = first
    for _ in range(3):
        narrow = s.put(conv(32, 1), x)
        ways = [s.put(conv(32, size), narrow) for size in (9, 19, 39)]
        ways.append(s.row(x, pool("Max", 3, 1, 1), conv(32, 1)))
        x = s.row(s.concatenate(*ways), "BatchNorm", "ReLU")
    x = s.put("ReLU", s.add(x, s.row(first, conv(128, 1), "BatchNorm")))
    s.output(s.row(x, "GlobalAvgPool", dense(5), "Softmax"))


@known("Heartbeats by convolutions", family="heartbeats")
def heartbeats(s: Sheet) -> None:
    x = s.put(conv(32, 5), s.signal(1, 186))
    for _ in range(3):
        y = s.row(x, conv(32, 5), "ReLU", conv(32, 5))
        x = s.row(s.add(y, x), "ReLU", pool("Max", 5, 2))
    s.output(s.row(x, "Flatten", dense(32), "ReLU", dense(5), "Softmax"))


@known("EEGNet", family="eegnet")
def eegnet(s: Sheet) -> None:
    over_time = {"out_channels": 8, "kernel_size": (1, 64)}
    x = s.row(s.image(1, 64, 128), ("Conv", over_time), "BatchNorm")
    spatial = {"out_channels": 16, "kernel_size": (64, 1), "padding": 0, "groups": 8}
    x = s.row(x, ("Conv", spatial), "BatchNorm", "ELU", ("AvgPool", {"kernel_size": (1, 4)}))
    x = s.row(x, drop(0.25), ("Conv", {"out_channels": 16, "kernel_size": (1, 16), "groups": 16}))
    x = s.row(x, conv(16, 1), "BatchNorm", "ELU", ("AvgPool", {"kernel_size": (1, 8)}), drop(0.25))
    s.output(s.row(x, "Flatten", dense(4), "Softmax"))


@known("Keywords in spectrograms", family="spectrograms")
def spectrograms(s: Sheet) -> None:
    x = s.row(s.image(1, 124, 129), "BatchNorm", conv(32, padding=0), "ReLU", conv(64, padding=0))
    x = s.row(x, "ReLU", pool(), drop(0.25), "Flatten", dense(128), "ReLU", drop(0.5), dense(8))
    s.output(s.put("Softmax", x))
