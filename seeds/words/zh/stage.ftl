# The stages of the trip, as shown while they run.
stage-queued = 排队中
stage-pose = 看照片
stage-body = 推算身形并量体
stage-pattern = 画样板
stage-drape = 试穿
stage-render = 画图
stage-papers = 写量体单
stage-done = 完成
stage-failed = 没有完成
drape-settled = 衣料已稳定。
drape-unsettled = 衣料没有完全铺好，图片仅供参考。
